import assert from "node:assert/strict";
import { evaluatePolicies } from "../../../policy/kit/evaluate.ts";
import type { Resource } from "../../../policy/kit/resource.ts";
import { KUBERNETES_POLICIES } from "../../../policy/kubernetes/index.ts";

/** What all policies say of one resource, by policy and path. */
function said(type: string, props: Record<string, unknown>): string[] {
  const resource: Resource = { type, name: "agent", urn: "urn", props };
  return evaluatePolicies(KUBERNETES_POLICIES, [resource], { today: "2026-11-22" }).flatMap(({ policy, violations }) =>
    violations.map(({ path }) => `${policy.name} ${path ?? ""}`),
  );
}

describe("patches and lists of Kubernetes objects", () => {
  const pod = (spec: object) => ({ spec: { template: { spec } } });

  for (const type of ["apps/v1:DeploymentPatch", "apps/v1:DaemonSetPatch", "apps/v1:StatefulSetPatch"]) {
    it(`are judged by what a ${type} says, and not by what it leaves out`, () => {
      const patch = (spec: object) => said(`kubernetes:${type}`, pod(spec)).sort();
      assert.deepEqual(patch({ nodeSelector: { disk: "fast" } }), []);
      assert.deepEqual(patch({ containers: [{ name: "agent", env: [{ name: "A", value: "b" }] }] }), []);
      assert.deepEqual(patch({ hostNetwork: true, hostPID: true }), [
        "no-host-namespaces spec.template.spec.hostNetwork",
        "no-host-namespaces spec.template.spec.hostPID",
      ]);
      const privileged = { name: "agent", image: "public.ecr.aws/a/b:latest", securityContext: { privileged: true } };
      assert.deepEqual(patch({ containers: [privileged] }), [
        "image-from-allowed-registry spec.template.spec.containers[0].image",
        "image-pinned spec.template.spec.containers[0].image",
        "no-privileged-containers spec.template.spec.containers[0].securityContext.privileged",
      ]);
    });
  }

  it("are judged in every other kind: pods, cron jobs, services, bindings", () => {
    assert.deepEqual(said("kubernetes:core/v1:PodPatch", { spec: { hostIPC: true } }), [
      "no-host-namespaces spec.hostIPC",
    ]);
    const job = { spec: { jobTemplate: pod({ hostNetwork: true }) } };
    assert.deepEqual(said("kubernetes:batch/v1:CronJobPatch", job), [
      "no-host-namespaces spec.jobTemplate.spec.template.spec.hostNetwork",
    ]);
    const binding = {
      roleRef: { kind: "ClusterRole", name: "cluster-admin" },
      subjects: [{ kind: "ServiceAccount", name: "agent" }],
    };
    assert.deepEqual(said("kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBindingPatch", binding), [
      "no-cluster-admin-binding subjects[0]",
    ]);
  });

  it("are judged object by object in a list", () => {
    const items = [pod({ hostNetwork: true, containers: [] }), pod({ containers: [] })];
    const found = said("kubernetes:apps/v1:DeploymentList", { items });
    assert.equal(found.filter((one) => one === "no-host-namespaces spec.template.spec.hostNetwork").length, 1);
    assert.equal(found.filter((one) => one.startsWith("no-default-service-account")).length, 2);
  });
});
