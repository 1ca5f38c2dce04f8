import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { saveBundle } from "../../packages/checks/src/bundle.ts";
import { CHECKS } from "../../packages/checks/src/checks/index.ts";
import { LINKS } from "../../packages/checks/src/links.ts";
import { POINTS } from "../../packages/migrate/src/checklist/points.ts";
import { CASES } from "../packages/checks/support/cases.ts";
import { factsOf } from "../packages/checks/support/evaluated.ts";
import { changed, EKS, type Deployment } from "../packages/checks/support/deployments.ts";
import { answers, refuses, temporaryFolder, type Folder } from "./support/program.ts";

const STACK = "config:\n  pmp-xray:stage: prod\n  pmp-xray:sampling:\n    preset: prod\n";

describe("pmp-xray migrate --checklist", () => {
  let folder: Folder;
  beforeEach(() => {
    folder = temporaryFolder();
    mkdirSync(join(folder.path, "repository"));
    folder.write("repository/Pulumi.prod.yaml", STACK);
    folder.write("repository/server.mjs", 'import "@pmp/tracing/register";\n');
  });
  afterEach(() => folder.remove());

  const saved = (deployment: Deployment): void =>
    folder.write("run.json", saveBundle({ command: "verify", target: deployment.target, facts: factsOf(deployment) }));
  const ticks = (text: string): number => text.match(/^- \[x\]/gm)?.length ?? 0;

  it("prints the repository's side, and names verify for the account's", async () => {
    const text = await answers("migrate repository --checklist", 0, { cwd: folder.path });
    assert.equal(ticks(text), 8);
    assert.match(text, /only the account can say/);
  });

  it("ticks what a saved run of verify shows, and opens a point whose check is broken", async () => {
    saved(EKS);
    const well = await answers("migrate repository --checklist --from run.json", 0, { cwd: folder.path });
    assert.equal(ticks(well), 9, well);
    const { good, bad } = CASES["trust-names-the-service-account"]!;
    saved(changed(good, bad));
    const text = await answers("migrate repository --checklist --from run.json", 0, { cwd: folder.path });
    assert.match(
      text,
      /- \[ \] \*\*IAM role created and attached\*\*\n.*\n {2}- account: trust-names-the-service-account: The role trusts/,
    );
  });

  it("refuses options that do not go together, with the fix", async () => {
    await refuses("migrate --stack prod", /--checklist only: add --checklist/);
    await refuses("migrate --checklist --write", /only reads: leave --write/);
    await refuses("migrate --checklist --from none.json", /none\.json can't be read/);
  });

  it("asks for checks that exist", () => {
    const known = new Set<string>([...LINKS, ...CHECKS.map(({ name }) => name)]);
    for (const name of POINTS.flatMap(({ checks }) => checks)) assert.ok(known.has(name), name);
  });
});
