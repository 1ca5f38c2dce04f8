import assert from "node:assert/strict";
import { join } from "node:path";
import { helm, findHelm } from "../support/helm.ts";
import { chart, deliveries, render, stages } from "./support/chart.ts";
import { allContainers, names, podOf } from "./support/manifests.ts";
import type { Manifest, PodTemplate } from "./support/manifests.ts";
import { podSecurityViolations } from "./support/pod-security.ts";
import { danglingReferences } from "./support/references.ts";

const objects = [
  "ConfigMap/pmp-api-config",
  "ConfigMap/pmp-api-sampling",
  "ConfigMap/xray-config",
  "DaemonSet/xray-daemon",
  "Deployment/pmp-api",
  "NetworkPolicy/pmp-api",
  "NetworkPolicy/xray-daemon",
  "Service/pmp-api",
  "Service/xray-daemon",
  "ServiceAccount/pmp-api",
  "ServiceAccount/xray-daemon",
];

function pods(manifests: readonly Manifest[]): readonly PodTemplate[] {
  return manifests.map(podOf).filter((pod) => pod !== undefined);
}

describe("chart: what is delivered", () => {
  before(async function () {
    this.timeout(600_000); // The first run on a machine unpacks helm.
    await findHelm();
  });

  for (const { title, options } of deliveries()) {
    describe(title, () => {
      let manifests: readonly Manifest[];
      before(async () => (manifests = await render(options)));

      it("makes these objects and no other, all in the release's namespace", () => {
        assert.deepEqual(names(manifests), objects);
        assert.deepEqual(new Set(manifests.map((each) => each.metadata.namespace)), new Set(["pmp"]));
      });

      it("is let into a namespace that enforces Pod Security restricted", () => {
        assert.equal(pods(manifests).length, 2);
        for (const pod of pods(manifests)) assert.deepEqual(podSecurityViolations(pod.spec), []);
      });

      it("finds everything that it refers to", () => assert.deepEqual(danglingReferences(manifests), []));

      it("gives no pod a token for the Kubernetes API", () => {
        for (const pod of pods(manifests)) assert.equal(pod.spec.automountServiceAccountToken, false);
        const accounts = manifests.filter((each) => each.kind === "ServiceAccount");
        for (const account of accounts) assert.equal(account.automountServiceAccountToken, false);
      });

      it("gives every container a read-only root, limits for memory and CPU, and all probes", () => {
        for (const container of pods(manifests).flatMap((pod) => allContainers(pod.spec))) {
          assert.equal(container.securityContext?.readOnlyRootFilesystem, true);
          assert.deepEqual(Object.keys(container.resources?.limits ?? {}).sort(), ["cpu", "memory"]);
          assert.equal(container.resources?.requests?.memory, container.resources?.limits?.memory);
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
    assert.deepEqual(names(manifests), objects);
    assert.deepEqual(danglingReferences(manifests), []);
  });
});
