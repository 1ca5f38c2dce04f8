import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { CHART } from "../../components/workload/chart.ts";
import { helm } from "../support/helm.ts";
import { evaluate } from "../../offline/evaluate.ts";
import { one } from "./support/evaluate.ts";
import { EKS_STACKS, type Overrides, type StackName } from "../../offline/stack-config.ts";

const object = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string(), annotations: z.record(z.string(), z.string()).optional() }),
  data: z.record(z.string(), z.string()).optional(),
});
const chartInputs = z.object({ chart: z.literal(CHART), namespace: z.literal("pmp"), values: z.unknown() });

/** Renders the chart with what the program gives it, as helm.v4.Chart does. */
async function rendered(stack: StackName, overrides: Overrides = {}) {
  const evaluation = await evaluate(stack, { overrides });
  const { values } = chartInputs.parse(one(evaluation, "kubernetes:helm.sh/v4:Chart").inputs);
  const dir = mkdtempSync(join(tmpdir(), "pmp-xray-values-"));
  try {
    const file = join(dir, "values.json");
    writeFileSync(file, JSON.stringify(values));
    const { ok, stdout, stderr } = await helm(["template", "pmp", CHART, "--namespace", "pmp", "--values", file]);
    assert.ok(ok, stderr);
    return parseAllDocuments(stdout)
      .map((document) => z.unknown().parse(document.toJS()))
      .filter((value) => value !== null)
      .map((value) => object.parse(value));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function named(objects: Awaited<ReturnType<typeof rendered>>, kind: string, name: string) {
  const found = objects.filter((candidate) => candidate.kind === kind && candidate.metadata.name === name);
  assert.equal(found.length, 1, `${kind} ${name}`);
  return found[0]!;
}

describe("the chart with the program's values", function () {
  // Helm is fetched once where there is none.
  this.timeout(300_000);

  for (const stack of EKS_STACKS) {
    it(`renders for ${stack}: the agent has its role, the API its plan`, async () => {
      const objects = await rendered(stack);
      assert.deepEqual(named(objects, "ServiceAccount", "xray-daemon").metadata.annotations, {
        "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/pmp-xray-daemon",
      });
      const plan = named(objects, "ConfigMap", "pmp-api-sampling").data?.["sampling-plan.json"];
      assert.ok(plan?.includes("pmp-api-stripe") && plan.includes('"Default"'));
      named(objects, "DaemonSet", "xray-daemon");
      named(objects, "Deployment", "pmp-api");
    });
  }

  it("renders with Pod Identity: no role in the annotation, EKS knows it", async () => {
    const objects = await rendered("prod", { "pmp-xray:identity": "podIdentity" });
    assert.equal(named(objects, "ServiceAccount", "xray-daemon").metadata.annotations, undefined);
  });

  it("renders with further values of the chart: here the agent as a sidecar, for Fargate", async () => {
    const objects = await rendered("prod", { "pmp-xray:chart": { agent: { mode: "sidecar" } } });
    assert.ok(!objects.some(({ kind }) => kind === "DaemonSet"));
    named(objects, "ServiceAccount", "xray-daemon");
  });
});
