import { cisEks, securityHub, wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { CLUSTERS, encryptsSecrets } from "./cluster.ts";

export const clusterSecretsEncrypted = resourcePolicy({
  name: "cluster-secrets-encrypted",
  title: "Kubernetes secrets are encrypted with a KMS key of one's own.",
  why: "With one's own key, reading the secrets needs a right on that key, each use of it is on record, and it can be taken away.",
  fix: 'Set encryptionConfig to { provider: { keyArn }, resources: ["secrets"] }; with @pulumi/eks, encryptionConfigKeyArn.',
  severity: "high",
  enforcement: "mandatory",
  frameworks: [cisEks("5.3.1"), securityHub("EKS.3"), wellArchitected("SEC08-BP02")],
  types: CLUSTERS,
  *check(cluster) {
    if (encryptsSecrets(cluster)) return;
    yield { path: "encryptionConfig", message: "Secrets are not encrypted with a key of this account." };
  },
});
