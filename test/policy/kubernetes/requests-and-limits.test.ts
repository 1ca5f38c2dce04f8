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

    it("knows an amount of memory with which nothing starts, in every way to write one", () => {
      const said = (memory: unknown) =>
        messages(
          requestsAndLimits,
          goodWith({ "Deployment api": { "spec.template.spec.containers[0].resources.limits.memory": memory } }),
        );
      for (const memory of [512, "512", "512m", "256k", "1e6", "4000Ki", "3.9Mi", "0.001Gi", "1048576", "500000000u"]) {
        assert.equal(said(memory).length, 1, String(memory));
      }
      assert.deepEqual(said(512), [
        'Container "api": resources.limits.memory is 512; allowed: 4Mi or more; without a unit it is bytes, and m means thousandths.',
      ]);
      for (const memory of [4_194_304, "4Mi", "5M", "0.5Gi", "1e9", "1E", "134217728", "+64Mi", ".5Gi"]) {
        assert.deepEqual(said(memory), [], String(memory));
      }
    });

    it("takes the pod's own resources for those of its containers", () => {
      const ofPod = { ...noCpuLimit["Deployment api"], "spec.template.spec.resources": { limits: { cpu: "2" } } };
      assert.deepEqual(messages(requestsAndLimits, goodWith({ "Deployment api": ofPod })), []);
    });
  },
);
