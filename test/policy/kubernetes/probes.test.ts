import assert from "node:assert/strict";
import { probes } from "../../../policy/kubernetes/probes.ts";
import { goodObject } from "./support/manifests.ts";
import { describePolicy, messages } from "./support/policy.ts";

describePolicy(
  probes,
  {
    bad: [
      {
        urn: "Deployment shop/api",
        path: "spec.template.spec.containers[0].livenessProbe",
        message: 'Container "api": livenessProbe is not set; allowed: a probe.',
      },
      {
        urn: "Pod shop/forever",
        path: "spec.containers[0].readinessProbe",
        message: 'Container "forever": readinessProbe is not set; allowed: a probe.',
      },
      {
        urn: "Pod shop/forever",
        path: "spec.containers[0].livenessProbe",
        message: 'Container "forever": livenessProbe is not set; allowed: a probe.',
      },
    ],
    unknownAt: "spec.template.spec.containers[0].livenessProbe",
  },
  () => {
    it("asks for the probes that it is told", () => {
      assert.deepEqual(messages(probes, [goodObject("DaemonSet", "agent")], { required: ["startupProbe"] }), [
        'Container "agent": startupProbe is not set; allowed: a probe.',
      ]);
    });
  },
);
