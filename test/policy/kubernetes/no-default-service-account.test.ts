import { noDefaultServiceAccount } from "../../../policy/kubernetes/no-default-service-account.ts";
import { describePolicy } from "./support/policy.ts";

describePolicy(noDefaultServiceAccount, {
  bad: [
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.serviceAccountName",
      message: 'The pod: serviceAccountName is not set; allowed: an account other than "default".',
    },
    {
      urn: "Pod shop/once",
      path: "spec.serviceAccountName",
      message: 'The pod: serviceAccountName is "default"; allowed: an account other than "default".',
    },
  ],
  unknownAt: "spec.template.spec.serviceAccountName",
});
