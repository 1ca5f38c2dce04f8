import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { githubLinter, type Linter } from "../policy/ci/support/github.ts";

const root = join(import.meta.dirname, "../..");
const text = readFileSync(join(root, ".github/workflows/release.yml"), "utf8");

describe(".github/workflows/release.yml", function () {
  this.timeout(120_000);
  let lint: Linter;
  before(async () => {
    lint = await githubLinter();
  });

  it("is a workflow that GitHub's own checker finds nothing wrong with", async () => {
    assert.deepEqual(await lint(text), []);
  });

  it("would be refused with a need for no job", async () => {
    assert.notDeepEqual(await lint(text.replace("needs: test", "needs: tests")), []);
  });

  it("pins every action to a commit, and stores no key", () => {
    const actions = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action!);
    assert.ok(actions.length >= 4);
    for (const action of actions) assert.match(action, /@[0-9a-f]{40}$/);
    assert.doesNotMatch(text, /secrets\.|NPM_TOKEN|aws_access_key/i);
  });

  it("runs files that there are", () => {
    const files = [...text.matchAll(/(?:node|-f) (\S+)/g)].map(([, file]) => file!);
    assert.deepEqual(files.sort(), ["packages/api/Dockerfile", "release/publish.ts"]);
    for (const file of files) assert.ok(existsSync(join(root, file)), file);
  });
});
