import assert from "node:assert/strict";
import { parseFallbackFile } from "@pmp/sampling";
import { readStagePlan } from "../../../cli/dev/plan.ts";
import { temporaryFolder, type Folder } from "../support/program.ts";

let folder: Folder;
beforeEach(() => (folder = temporaryFolder(["prod"])));
afterEach(() => folder.remove());

function planOf(stage: string, service?: string): Extract<ReturnType<typeof readStagePlan>, { rules: unknown }> {
  const plan = readStagePlan(folder.path, stage, service);
  assert.ok("rules" in plan, JSON.stringify(plan));
  return plan;
}

describe("the sampling plan of pmp-xray dev", () => {
  it("is that of the stack file of the folder", () => {
    const plan = planOf("prod", "other");
    assert.equal(plan.source, "Pulumi.prod.yaml");
    assert.equal(plan.rules.at(-1)?.FixedRate, 0.1);
    assert.match(plan.rules[0]?.RuleName ?? "", /^pmp-api-/, "named after the stack's service");
  });

  it("is the preset of that name where there is no stack file, or one of another program", () => {
    folder.write("Pulumi.staging.yaml", "config: { aws:region: us-east-1 }\n");
    for (const [stage, rate] of [
      ["dev", 1],
      ["staging", 0.5],
    ] as const) {
      const { source, rules } = planOf(stage, "shop");
      assert.equal(source, `preset ${stage}`);
      assert.deepEqual([rules.at(-1)?.RuleName, rules.at(-1)?.FixedRate], ["shop-default-traffic", rate]);
    }
  });

  it("can be read by the tracing package from its file", () => {
    const { fallback, rules } = planOf("dev");
    const read = parseFallbackFile(JSON.parse(JSON.stringify(fallback)));
    assert.deepEqual(read.SamplingRules.slice(0, -1), rules);
  });

  it("is refused in words: no such stage, no plan, a plan with mistakes", () => {
    folder.write("Pulumi.mine.yaml", "config: { aws:region: us-east-1 }\n");
    folder.write(
      "Pulumi.bad.yaml",
      "config: { pmp-xray:sampling: { preset: dev, rules: [{ name: x, rate: 7 }, { nam: y }] } }\n",
    );
    folder.write("Pulumi.broken.yaml", "config: { pmp-xray:sampling: [\n");
    assert.deepEqual(readStagePlan(folder.path, "nope", undefined), [
      `--stage nope is no stage: neither is there a Pulumi.nope.yaml in ${folder.path}, nor is it one of dev, staging, prod.`,
    ]);
    assert.deepEqual(readStagePlan(folder.path, "mine", undefined), [
      "--stage mine is no stage: Pulumi.mine.yaml sets no pmp-xray:sampling, nor is it one of dev, staging, prod.",
    ]);
    const bad = readStagePlan(folder.path, "bad", undefined);
    assert.ok(!("rules" in bad) && bad.length >= 2, JSON.stringify(bad));
    for (const problem of bad) assert.match(problem, /^Pulumi\.bad\.yaml: rules\[/);
    const broken = readStagePlan(folder.path, "broken", undefined);
    assert.match(JSON.stringify(broken), /^\["Pulumi\.broken\.yaml is not YAML/);
  });
});
