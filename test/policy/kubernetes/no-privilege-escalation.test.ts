import assert from "node:assert/strict";
import { noPrivilegeEscalation } from "../../../policy/kubernetes/no-privilege-escalation.ts";
import { goodWith } from "./support/manifests.ts";
import { describePolicy, messages } from "./support/policy.ts";

describePolicy(
  noPrivilegeEscalation,
  {
    bad: [
      {
        urn: "Deployment shop/api",
        path: "spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation",
        message: 'Container "api": securityContext.allowPrivilegeEscalation is not set; allowed: false.',
      },
      {
        urn: "Deployment shop/api",
        path: "spec.template.spec.containers[1].securityContext.allowPrivilegeEscalation",
        message: 'Container "helper": securityContext.allowPrivilegeEscalation is true; allowed: false.',
      },
    ],
    unknownAt: "spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation",
  },
  () => {
    it("leaves Windows alone, which has no such thing", () => {
      const windows = {
        "spec.template.spec.os": { name: "windows" },
        "spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation": undefined,
      };
      assert.deepEqual(messages(noPrivilegeEscalation, goodWith({ "Deployment api": windows })), []);
    });
  },
);
