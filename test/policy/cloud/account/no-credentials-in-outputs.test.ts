import { noCredentialsInOutputs } from "../../../../policy/cloud/account/no-credentials-in-outputs.ts";
import { describePolicy } from "../support/policy.ts";

describePolicy(noCredentialsInOutputs, {
  bad: [
    { resource: "shop-prod", path: "keyId", message: "The output holds an AWS access key id." },
    {
      resource: "shop-prod",
      path: "kubeconfig",
      message: "The output holds a private key.",
    },
  ],
  unknown: {
    at: { "shop-prod": "keyId" },
    said: [
      {
        resource: "shop-prod",
        path: "kubeconfig",
        message: "The output holds a private key.",
      },
    ],
  },
});
