import assert from "node:assert/strict";
import { noServiceAccountToken } from "../../../policy/kubernetes/no-service-account-token.ts";
import { goodWith } from "./support/manifests.ts";
import { describePolicy, messages } from "./support/policy.ts";

describePolicy(
  noServiceAccountToken,
  {
    bad: [
      {
        urn: "Deployment shop/api",
        path: "spec.template.spec.automountServiceAccountToken",
        message: "automountServiceAccountToken is true; allowed: false.",
      },
      {
        urn: "Deployment shop/worker",
        path: "spec.template.spec.automountServiceAccountToken",
        message:
          "automountServiceAccountToken is not set, and ServiceAccount worker leaves it open too: it is not set; allowed: false, here or there.",
      },
      {
        urn: "Pod shop/once",
        path: "spec.automountServiceAccountToken",
        message:
          "automountServiceAccountToken is not set, and ServiceAccount default isn't among the objects; allowed: false, here or there.",
      },
    ],
    unknownAt: "spec.template.spec.automountServiceAccountToken",
  },
  () => {
    it("lets an account have a token that is named as needing one", () => {
      const wanted = goodWith({ "Deployment api": { "spec.template.spec.automountServiceAccountToken": true } });
      assert.deepEqual(messages(noServiceAccountToken, wanted, { needed: ["shop/api"] }), []);
      assert.equal(messages(noServiceAccountToken, wanted, { needed: ["other/api"] }).length, 1);
    });
  },
);
