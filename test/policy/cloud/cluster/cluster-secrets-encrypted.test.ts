import { clusterSecretsEncrypted } from "../../../../policy/cloud/cluster/cluster-secrets-encrypted.ts";
import { describePolicy } from "../support/policy.ts";

describePolicy(clusterSecretsEncrypted, {
  bad: [
    {
      resource: "none",
      path: "encryptionConfig",
      message: "Secrets are not encrypted with a key of this account.",
    },
    {
      resource: "nothing",
      path: "encryptionConfig",
      message: "Secrets are not encrypted with a key of this account.",
    },
  ],
  unknown: {
    at: { nothing: "encryptionConfig" },
    said: [
      {
        resource: "none",
        path: "encryptionConfig",
        message: "Secrets are not encrypted with a key of this account.",
      },
    ],
  },
});
