import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { checkPlan } from "@pmp/sampling";
import type { PlanInput } from "@pmp/sampling";

const root = new URL("../../../", import.meta.url);
const readme = readFileSync(new URL("packages/sampling/README.md", root), "utf8");

function block(language: string): string {
  const found = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(readme);
  assert.ok(found, `no ${language} block`);
  return found[1]!;
}

describe("the example of the README", () => {
  it("prints what the README says", () => {
    const output = execFileSync(process.execPath, ["--input-type=module-typescript", "--eval", block("ts")], {
      cwd: root,
      encoding: "utf8",
    });
    assert.equal(output, block("text"));
  });

  it("for one rule of a preset is a plan without a finding", () => {
    const written = /`\{ preset: "prod", rules: (\[.*\]) \}`/.exec(readme)![1]!;
    const json = written.replaceAll(/(\w+):/g, '"$1":');
    const input: PlanInput = { preset: "prod", rules: JSON.parse(json) as NonNullable<PlanInput["rules"]> };
    assert.deepEqual(checkPlan(input).findings, []);
  });
});

describe("the package", () => {
  it("has no dependency", () => {
    const manifest = JSON.parse(readFileSync(new URL("packages/sampling/package.json", root), "utf8")) as object;
    for (const key of ["dependencies", "peerDependencies", "optionalDependencies"]) assert.ok(!(key in manifest), key);
  });

  it("does no I/O: it imports nothing but its own files, and touches no global that reaches out", () => {
    const source = new URL("packages/sampling/src/", root);
    const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    assert.ok(files.length > 20);
    for (const name of files) {
      const text = readFileSync(new URL(name, source), "utf8");
      const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((found) => found[1]!);
      for (const target of imports) assert.match(target, /^\.\.?\//, name);
      assert.doesNotMatch(
        text,
        /\b(?:process\.|console\.|fetch\(|Date\.now|Math\.random|performance\.|setTimeout|require\()/,
        name,
      );
    }
  });
});
