import assert from "node:assert/strict";
import { evaluateStack, installedHelm, stackPlan } from "../../../local/embedded/evaluate-stack.ts";
import { created } from "../../../local/embedded/resource-table.ts";
import { temporaryFolder } from "../../packages/tools/support.ts";

describe("local/embedded/evaluate-stack", function () {
  // The whole program is evaluated.
  this.timeout(60_000);

  it("reads the sampling plan of the local stack: the preset's rules and the stack's own", () => {
    const names = stackPlan("local").rules.map(({ RuleName }) => RuleName);
    assert.ok(names.includes("pmp-api-fail"));
    assert.equal(names.at(-1), "pmp-api-default-traffic");
  });

  it("finds no helm where none is installed, and installs none", async () => {
    const env = { PATH: "/nowhere", PMP_XRAY_CACHE: await temporaryFolder() };
    assert.equal(await installedHelm(env), undefined);
  });

  it("evaluates the program without helm: AWS resources and the namespace, no objects of the chart", async () => {
    const { resources, results, violations } = await evaluateStack("local", undefined);
    const types = new Set(created(resources).map(({ type }) => type));
    assert.ok(types.has("aws:xray/samplingRule:SamplingRule"));
    assert.ok(types.has("kubernetes:core/v1:Namespace"));
    assert.ok(!types.has("kubernetes:apps/v1:Deployment"));
    assert.deepEqual(violations, []);
    assert.ok(results.some(({ policy, checked }) => policy.name === "trust-pins-subject" && checked === 1));
  });
});
