import assert from "node:assert/strict";
import { join } from "node:path";
import { helm } from "../support/helm.ts";
import { chart, deliveries, render, stages } from "./support/chart.ts";
import { allContainers, find, installed, names, podOf } from "./support/manifests.ts";
import type { Manifest, PodTemplate } from "./support/manifests.ts";
import { podSecurityViolations } from "./support/pod-security.ts";
import { danglingReferences } from "./support/references.ts";

const always = [
  "ConfigMap/pmp-api-config",
  "ConfigMap/pmp-api-sampling",
  "ConfigMap/xray-config",
  "Deployment/pmp-api",
];
const rest = ["NetworkPolicy/pmp-api", "Service/pmp-api", "ServiceAccount/xray-daemon"];
const several = ["PodDisruptionBudget/pmp-api"];
const daemonset = [
  "DaemonSet/xray-daemon",
  "NetworkPolicy/xray-daemon",
  "Service/xray-daemon",
  "ServiceAccount/pmp-api",
];
const tests = [
  "ConfigMap/pmp-xray-test",
  "NetworkPolicy/pmp-xray-test",
  "Pod/pmp-xray-test-api",
  "Pod/pmp-xray-test-broken",
  "ServiceAccount/pmp-xray-test",
];

/** Objects of a stage's installation, and those that `helm test` adds. */
function objects(mode: string, replicas: number): readonly string[] {
  const all = [...always, ...rest, ...(replicas > 1 ? several : []), ...(mode === "daemonset" ? daemonset : [])];
  return all.sort();
}

function testObjects(mode: string): readonly string[] {
  return [...tests, ...(mode === "daemonset" ? ["Pod/pmp-xray-test-agent"] : [])].sort();
}

function pods(manifests: readonly Manifest[]): readonly PodTemplate[] {
  return manifests.map(podOf).filter((pod) => pod !== undefined);
}

describe("chart: what is delivered", () => {
  for (const { title, mode, options } of deliveries()) {
    describe(title, () => {
      let manifests: readonly Manifest[];
      before(async () => (manifests = await render(options)));

      it("makes these objects and no other, all in the release's namespace", () => {
        const { replicas } = find(manifests, "Deployment", "pmp-api").spec as { replicas: number };
        assert.deepEqual(names(installed(manifests)), objects(mode, replicas));
        assert.deepEqual(names(manifests.filter((each) => !installed([each]).length)), testObjects(mode));
        assert.deepEqual(new Set(manifests.map((each) => each.metadata.namespace)), new Set(["pmp"]));
      });

      it("is let into a namespace that enforces Pod Security restricted", () => {
        assert.equal(pods(installed(manifests)).length, mode === "daemonset" ? 2 : 1);
        for (const pod of pods(manifests)) assert.deepEqual(podSecurityViolations(pod.spec), []);
      });

      it("finds everything that it refers to", () => assert.deepEqual(danglingReferences(manifests), []));

      it("gives no pod a token for the Kubernetes API", () => {
        for (const pod of pods(manifests)) assert.equal(pod.spec.automountServiceAccountToken, false);
        const accounts = manifests.filter((each) => each.kind === "ServiceAccount");
        for (const account of accounts) assert.equal(account.automountServiceAccountToken, false);
      });

      it("gives every container a read-only root, and limits for memory and CPU", () => {
        for (const container of pods(manifests).flatMap((pod) => allContainers(pod.spec))) {
          assert.equal(container.securityContext?.readOnlyRootFilesystem, true);
          assert.deepEqual(Object.keys(container.resources?.limits ?? {}).sort(), ["cpu", "memory"]);
          assert.equal(container.resources?.requests?.memory, container.resources?.limits?.memory);
        }
      });

      it("probes every container that stays and can be reached by the kubelet", () => {
        for (const container of pods(installed(manifests)).flatMap((pod) => allContainers(pod.spec))) {
          // The daemon as a sidecar listens inside its pod only, and has no health check elsewhere.
          const reachable = (container.ports ?? []).length > 0;
          assert.equal(
            reachable,
            container.name !== "xray-daemon" || mode === "daemonset" || title.includes("otelCollector"),
          );
          if (!reachable) continue;
          assert.ok(container.startupProbe !== undefined && container.readinessProbe !== undefined);
          assert.ok(container.livenessProbe !== undefined);
        }
      });

      it("puts no secret and no static key into any object", () => {
        assert.doesNotMatch(JSON.stringify(manifests), /AKIA|AWS_SECRET|AWS_ACCESS_KEY|secretKeyRef/);
      });
    });
  }

  for (const stage of stages) {
    it(`passes helm lint --strict with values-${stage}.yaml`, async () => {
      const result = await helm(["lint", "--strict", chart, "-f", join(chart, `values-${stage}.yaml`)]);
      assert.ok(result.ok, result.stdout + result.stderr);
    });
  }

  it("keeps names, so that a trust policy and an address stay right, whatever the release is called", async () => {
    const manifests = await render({ stage: "prod", release: "other", namespace: "shop" });
    assert.deepEqual(names(installed(manifests)), objects("daemonset", 3));
    assert.deepEqual(danglingReferences(manifests), []);
  });
});
