import assert from "node:assert/strict";
import { evaluate, type Evaluation } from "../../offline/evaluate.ts";
import { expectedOutputs, expectedResources, rules } from "./support/expected/index.ts";
import { customResources } from "./support/resources.ts";
import { EKS_STACKS } from "../../offline/stack-config.ts";

/** Has a test of its own. */
const DASHBOARD = "aws:cloudwatch/dashboard:Dashboard dashboard-dashboard";

for (const stack of EKS_STACKS) {
  describe(`stack ${stack}`, () => {
    let evaluation: Evaluation;
    before(async () => {
      evaluation = await evaluate(stack);
    });

    it("makes exactly these resources, with exactly these inputs", () => {
      const { [DASHBOARD]: dashboard, ...rest } = customResources(evaluation);
      assert.deepEqual(rest, expectedResources(stack));
      assert.ok(dashboard);
    });

    it("puts each resource below a component, and nothing but components below the stack", () => {
      const root = `urn:pulumi:${stack}::pmp-xray::pulumi:pulumi:Stack::pmp-xray-${stack}`;
      const children = evaluation.resources.filter(({ parent }) => parent === root);
      assert.deepEqual(children.map(({ type, name }) => `${type} ${name}`).sort(), [
        "pmp:cluster:ExistingCluster cluster",
        "pmp:iam:OidcProvider oidc",
        "pmp:iam:ServiceAccountRole xray-daemon",
        "pmp:iam:XRayReadPolicy xray-read",
        "pmp:iam:XRayWritePolicy xray-write",
        "pmp:tracing:AlarmTopic alarms",
        "pmp:tracing:SamplingRules sampling",
        "pmp:tracing:TraceAlarms alarms",
        "pmp:tracing:TraceGroups groups",
        "pmp:tracing:TracingDashboard dashboard",
        "pmp:workload:RestrictedNamespace pmp",
        "pmp:workload:TracingChart pmp",
      ]);
    });

    it("makes the chart last, so that it goes first: after role, attachment, rules and namespace", () => {
      const names = (urns: readonly string[]) => urns.map((urn) => urn.split("::").at(-1)).sort();
      const chart = evaluation.resources.find(({ type }) => type === "kubernetes:helm.sh/v4:Chart")!;
      assert.deepEqual(
        names(chart.dependencies),
        [
          "pmp-namespace",
          "xray-daemon-role",
          "xray-daemon-write",
          ...rules(stack).map(([name]) => `sampling-${name}`),
        ].sort(),
      );
    });

    it("puts everything of Kubernetes, and only that, through the cluster's own provider", () => {
      const provider = evaluation.resources.find(({ type }) => type === "pulumi:providers:kubernetes")!;
      const through = evaluation.resources.filter((resource) => resource.provider !== "");
      assert.deepEqual(through.map(({ type }) => type).sort(), [
        "kubernetes:core/v1:Namespace",
        "kubernetes:helm.sh/v4:Chart",
      ]);
      for (const resource of through) assert.equal(resource.provider, provider.urn);
    });

    it("returns what people need next", () => {
      const { forecast, ...rest } = evaluation.outputs;
      assert.deepEqual(rest, expectedOutputs(stack));
      assert.ok(forecast);
    });
  });
}

describe("the local stack", () => {
  it("uses only the types and functions that local/ has plugins for", async () => {
    const { resources, calls } = await evaluate("local");
    const types = resources.map(({ type }) => type).filter((type) => !/^(pmp|pulumi):/.test(type));
    assert.deepEqual([...new Set(types)].sort(), [
      "aws:cloudwatch/compositeAlarm:CompositeAlarm",
      "aws:cloudwatch/dashboard:Dashboard",
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
      "aws:iam/policy:Policy",
      "aws:iam/role:Role",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      "aws:sns/topic:Topic",
      "aws:xray/group:Group",
      "aws:xray/samplingRule:SamplingRule",
      "kubernetes:core/v1:Namespace",
      "kubernetes:helm.sh/v4:Chart",
    ]);
    assert.deepEqual(calls.map(({ token }) => token).sort(), [
      "aws:index/getCallerIdentity:getCallerIdentity",
      "aws:index/getPartition:getPartition",
      "aws:index/getRegion:getRegion",
    ]);
  });
});

describe("the program", () => {
  it("can be run twice in one process, as local/ does, with the same result", async () => {
    const first = customResources(await evaluate("local"));
    const second = customResources(await evaluate("local"));
    assert.deepEqual(second, first);
  });
});
