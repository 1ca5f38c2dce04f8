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
    { resource: "shop-prod", path: "databasePassword", message: "The output holds a secret in plain text." },
  ],
  unknown: {
    at: { "shop-prod": "keyId" },
    said: [
      {
        resource: "shop-prod",
        path: "kubeconfig",
        message: "The output holds a private key.",
      },
      { resource: "shop-prod", path: "databasePassword", message: "The output holds a secret in plain text." },
    ],
  },
});
