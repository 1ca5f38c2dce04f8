/** What EKS says about a cluster, as far as a client needs it. */
export interface EksAccess {
  readonly clusterName: string;
  /** The API server's URL. */
  readonly endpoint: string;
  /** The API server's certificate authority, base64. */
  readonly certificateAuthority: string;
  readonly region: string;
  /** The AWS profile of the stack, if it uses one. */
  readonly profile?: string | undefined;
}

/**
 * A kubeconfig without a secret in it: each call gets a short-lived token from the AWS CLI.
 * https://docs.aws.amazon.com/eks/latest/userguide/create-kubeconfig.html
 */
export function eksKubeconfig(access: EksAccess): string {
  const { clusterName, region, profile } = access;
  const args = ["--region", region, "eks", "get-token", "--cluster-name", clusterName, "--output", "json"];
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": clusterName,
    clusters: [
      {
        name: clusterName,
        cluster: { server: access.endpoint, "certificate-authority-data": access.certificateAuthority },
      },
    ],
    contexts: [{ name: clusterName, context: { cluster: clusterName, user: clusterName } }],
    users: [
      {
        name: clusterName,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "aws",
            args: profile === undefined ? args : [...args, "--profile", profile],
            interactiveMode: "Never",
          },
        },
      },
    ],
  });
}
