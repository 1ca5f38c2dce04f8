import assert from "node:assert/strict";
import { requestsAndLimits } from "../../../policy/kubernetes/requests-and-limits.ts";
import { goodWith } from "./support/manifests.ts";
import { describePolicy, messages } from "./support/policy.ts";

describePolicy(
  requestsAndLimits,
  {
    bad: [
      {
        urn: "Deployment shop/api",
        path: "spec.template.spec.initContainers[0].resources.requests.memory",
        message: 'Init container "setup": resources.requests.memory is not set; allowed: an amount above 0.',
      },
      {
        urn: "Deployment shop/api",
        path: "spec.template.spec.initContainers[0].resources.limits.memory",
        message: 'Init container "setup": resources.limits.memory is not set; allowed: an amount above 0.',
      },
      {
        urn: "Deployment shop/api",
        path: "spec.template.spec.containers[0].resources.limits.memory",
        message: 'Container "api": resources.limits.memory is "0"; allowed: an amount above 0.',
      },
    ],
    unknownAt: "spec.template.spec.containers[0].resources.limits.memory",
  },
  () => {
    const noCpuLimit = { "Deployment api": { "spec.template.spec.containers[0].resources.limits.cpu": undefined } };

    it("lets a team do without CPU limits that says so", () => {
      assert.deepEqual(messages(requestsAndLimits, goodWith(noCpuLimit)), [
        'Container "api": resources.limits.cpu is not set; allowed: an amount above 0.',
      ]);
      assert.deepEqual(messages(requestsAndLimits, goodWith(noCpuLimit), { limits: ["memory"] }), []);
    });

    it("takes the pod's own resources for those of its containers", () => {
      const ofPod = { ...noCpuLimit["Deployment api"], "spec.template.spec.resources": { limits: { cpu: "2" } } };
      assert.deepEqual(messages(requestsAndLimits, goodWith({ "Deployment api": ofPod })), []);
    });
  },
);
