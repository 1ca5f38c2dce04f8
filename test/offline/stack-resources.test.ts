import assert from "node:assert/strict";
import { stackResources } from "../../offline/stack-resources.ts";
import { evaluatePolicies } from "../../policy/kit/evaluate.ts";
import { kubernetesObjects } from "../../policy/kit/resource.ts";
import { POLICIES } from "../../policy/policies.ts";
import { findHelm } from "../support/helm.ts";

const today = "2026-11-22";

describe("the resources of a stack, as policies see them", function () {
  this.timeout(60_000);
  let helm: string;
  before(async () => {
    helm = await findHelm();
  });

  it("are those of the program, with what AWS works out, and the chart's objects below the chart", async () => {
    const resources = await stackResources(helm, "prod");
    const policy = resources.find(({ name }) => name === "xray-write-policy")!;
    assert.equal(policy.props.arn, "arn:aws:iam::123456789012:policy/PMPXRayAccess");
    const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack")!;
    assert.equal(stack.props.kubernetesNamespace, "pmp");
    const daemonSet = resources.find(({ type }) => type === "kubernetes:apps/v1:DaemonSet")!;
    assert.equal(
      daemonSet.urn,
      "urn:pulumi:prod::pmp-xray::pmp:workload:TracingChart$kubernetes:helm.sh/v4:Chart$kubernetes:apps/v1:DaemonSet" +
        "::pmp:pmp/xray-daemon",
    );
    assert.deepEqual(
      kubernetesObjects(daemonSet).map(({ kind, name, namespace }) => [kind, name, namespace]),
      [["DaemonSet", "xray-daemon", "pmp"]],
    );
    assert.equal(new Set(resources.map(({ urn }) => urn)).size, resources.length);
  });

  it("have the stack's file among them: a credential in it is found, whatever it is for", async () => {
    const resources = await stackResources(helm, "dev", {
      "other:settings": { registry: { token: "AKIAIOSFODNN7EXAMPLE" } },
    });
    const found = evaluatePolicies(POLICIES, resources, { today }).flatMap(({ policy, violations }) =>
      violations.map(({ urn, path }) => [policy.name, urn, path]),
    );
    assert.deepEqual(found, [["no-static-credentials", "Pulumi.dev.yaml", "other:settings.registry.token"]]);
  });
});
