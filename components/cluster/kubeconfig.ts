import type { AwsCaller } from "../account/caller.ts";

/** The facts about an EKS cluster that a client needs. */
export interface EksAccess extends AwsCaller {
  readonly clusterName: string;
  /** The API server's URL. */
  readonly endpoint: string;
  /** The API server's certificate authority, base64. */
  readonly certificateAuthority: string;
  readonly region: string;
}

/**
 * A kubeconfig without a secret in it: each call gets a short-lived token from the AWS CLI.
 * https://docs.aws.amazon.com/eks/latest/userguide/create-kubeconfig.html
 */
export function eksKubeconfig(access: EksAccess): string {
  const { clusterName: name, region } = access;
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [
      { name, cluster: { server: access.endpoint, "certificate-authority-data": access.certificateAuthority } },
    ],
    contexts: [{ name, context: { cluster: name, user: name } }],
    users: [
      {
        name,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "aws",
            args: [
              ...["eks", "get-token", "--output", "json", "--region", region, "--cluster-name", name],
              ...callerFlags(access),
            ],
            interactiveMode: "Never",
          },
        },
      },
    ],
  });
}

/** The command that puts a cluster into the user's own kubeconfig. */
export function updateKubeconfigCommand(access: Pick<EksAccess, "clusterName" | "region"> & AwsCaller): string {
  const { clusterName, region } = access;
  return ["aws eks update-kubeconfig", "--region", region, "--name", clusterName, ...callerFlags(access)].join(" ");
}

function callerFlags({ profile, roleArn }: AwsCaller): string[] {
  return [
    ...(profile === undefined ? [] : ["--profile", profile]),
    ...(roleArn === undefined ? [] : ["--role-arn", roleArn]),
  ];
}
