import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { checkPlan } from "@pmp/model";
import type { PlanInput } from "@pmp/planning";

const root = new URL("../../../", import.meta.url);
const readme = readFileSync(new URL("packages/planning/README.md", root), "utf8");

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
