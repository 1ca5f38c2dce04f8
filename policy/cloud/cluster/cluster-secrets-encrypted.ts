import { cisEks, securityHub, wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { CLUSTERS, encryptsSecrets } from "./cluster.ts";

export const clusterSecretsEncrypted = resourcePolicy({
  name: "cluster-secrets-encrypted",
  title: "Kubernetes secrets are encrypted with your own KMS key.",
  why: "With your own key, reading the secrets needs a permission on that key, each use is logged, and access can be revoked.",
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
