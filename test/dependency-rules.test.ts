import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise } from "dependency-cruiser";
import manifest from "../package.json" with { type: "json" };
import configuration, { CIRCLES, MAY_IMPORT } from "../dependency-cruiser.config.ts";

/** A file that imports another one, and the rule that refuses it. */
const REFUSED: [from: string, to: string, rule: string][] = [
  // Packages: no top-level directory, and only the packages of the table.
  ["packages/sampling/src/a.ts", "packages/planning/src/to.ts", "arrows-of-packages/sampling"],
  ["packages/filter/src/a.ts", "packages/xray-local/src/to.ts", "arrows-of-packages/filter"],
  ["packages/secrets/src/a.ts", "policy/to.ts", "arrows-of-packages/secrets"],
  ["packages/tools/src/a.ts", "local/to.ts", "arrows-of-packages/tools"],
  ["packages/planning/src/a.ts", "packages/model/src/to.ts", "arrows-of-packages/planning"],
  ["packages/model/src/a.ts", "components/to.ts", "arrows-of-packages/model"],
  ["packages/tracing/src/a.ts", "packages/planning/src/to.ts", "arrows-of-packages/tracing"],
  ["packages/checks/src/a.ts", "components/to.ts", "arrows-of-packages/checks"],
  ["packages/api/src/a.ts", "charts/tooling/to.ts", "arrows-of-packages/api"],
  ["packages/xray-local/src/a.ts", "cli/to.ts", "arrows-of-packages/xray-local"],
  ["packages/xray-local/page/src/a.tsx", "index.ts", "arrows-of-packages/xray-local"],
  // The top level.
  ["components/a.ts", "local/to.ts", "arrows-of-components"],
  ["components/b.ts", "cli/to.ts", "arrows-of-components"],
  ["policy/a.ts", "local/to.ts", "arrows-of-policy"],
  ["policy/b.ts", "components/to.ts", "arrows-of-policy"],
  ["cli/a.ts", "components/to.ts", "arrows-of-cli"],
  ["cli/dev/b.mjs", "local/to.ts", "arrows-of-cli"],
  ["offline/a.ts", "local/to.ts", "arrows-of-offline"],
  ["charts/tooling/a.ts", "local/to.ts", "arrows-of-charts"],
  ["index.ts", "local/to.ts", "arrows-of-index.ts"],
  ["program.mjs", "cli/to.ts", "arrows-of-program.mjs"],
  // Nothing imports the tests, and only two of them the local cluster.
  ["packages/model/src/b.ts", "test/support/to.ts", "arrows-of-packages/model"],
  ["components/c.ts", "test/support/to.ts", "arrows-of-components"],
  ["local/a.ts", "test/support/to.ts", "arrows-of-local"],
  ["test/program/a.test.ts", "local/to.ts", "unit-tests-need-no-local-cluster"],
  ["test/support/a.ts", "local/to.ts", "unit-tests-need-no-local-cluster"],
  // The embedded start needs no cluster, not even by another file.
  ["local/embedded/a.ts", "local/cluster/to.ts", "the-embedded-start-needs-no-cluster"],
  // A directory that the table doesn't know.
  ["scripts/a.ts", "cli/to.ts", "directories-are-in-the-table"],
  ["packages/brand-new/src/a.ts", "packages/sampling/src/to.ts", "directories-are-in-the-table"],
  // A circle, also of types alone, and an import of nothing.
  ["cli/circle-1.ts", "cli/circle-2.ts", "no-circles"],
  ["policy/missing.ts", "../policy/not-there.ts", "own-imports-resolve"],
];

const ALLOWED: [from: string, to: string][] = [
  ["test/local/a.test.ts", "local/to.ts"],
  ["test/e2e/a.test.ts", "local/to.ts"],
  ["test/cli/a.test.ts", "test/support/to.ts"],
  ["cli/ok.ts", "policy/to.ts"],
  ["cli/ok-2.ts", "cli/to.ts"],
  ["components/ok.ts", "packages/model/src/to.ts"],
];

/** Every import of a tree that a rule refuses. */
async function refusedIn(files: Readonly<Record<string, string>>): Promise<[from: string, to: string, rule: string][]> {
  const root = mkdtempSync(join(tmpdir(), "pmp-arrows-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    const { enhancedResolveOptions, ...options } = configuration.options!;
    const { output } = await cruise(
      ["."],
      { ...options, baseDir: root, validate: true, ruleSet: { forbidden: configuration.forbidden! } },
      enhancedResolveOptions,
    );
    assert.ok(typeof output !== "string");
    return output.summary.violations.map(({ from, to, rule }) => [from, to, rule.name]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const importOf = (from: string, to: string) =>
  `import type { T } from "${"../".repeat(from.split("/").length - 1) || "./"}${to.replace("../", "")}";\nexport type U = T;\n`;

describe("the dependency rules", () => {
  it("refuse each import against an arrow, and no other", async () => {
    const files: Record<string, string> = {};
    for (const [, to] of [...REFUSED, ...ALLOWED])
      if (!to.includes("not-there")) files[to] = "export type T = string;\n";
    for (const [from, to] of [...REFUSED, ...ALLOWED]) files[from] = importOf(from, to);
    files["cli/circle-2.ts"] = `${importOf("cli/circle-2.ts", "cli/circle-1.ts")}export type T = U;\n`;
    const found = await refusedIn(files);
    assert.deepEqual(new Set(found.map(String)), new Set(REFUSED.map(([from, to, rule]) => String([from, to, rule]))));
  });

  it("let packages import packages only, and no directory import one that imports it", () => {
    for (const [name, allowed] of Object.entries(MAY_IMPORT)) {
      for (const other of Object.keys(allowed)) {
        if (name.startsWith("packages/")) assert.ok(other.startsWith("packages/"), `${name} → ${other}`);
        assert.ok(other in MAY_IMPORT && !reachable(other).has(name), `${name} → ${other}`);
      }
    }
  });

  it("are part of `npm run check`", () => {
    assert.ok(manifest.scripts.check.split(" && ").includes("npm run lint:dependencies"));
  });

  it("have no more exceptions than those circles that are still to be opened", () => {
    assert.ok(CIRCLES.length <= 1);
  });
});

function reachable(name: string, found = new Set<string>()): Set<string> {
  for (const other of Object.keys(MAY_IMPORT[name] ?? {})) {
    if (found.has(other)) continue;
    found.add(other);
    reachable(other, found);
  }
  return found;
}
