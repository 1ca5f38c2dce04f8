import type { PolicyDocument } from "./document.ts";
import { AUDIENCE } from "./oidc-provider.ts";

/** A Kubernetes service account. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

export interface IrsaTrust {
  /** The cluster's OIDC provider in IAM. */
  readonly providerArn: string;
  /** The issuer without https://, which is how its claims are named. */
  readonly issuerHost: string;
  readonly serviceAccount: ServiceAccount;
}

/**
 * Lets one service account take a role through the cluster's OIDC provider. Both claims are pinned, by StringEquals: without
 * `sub` any pod of the cluster could take the role, without `aud` any token made for some other service could.
 * https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function irsaTrust({ providerArn, issuerHost, serviceAccount }: IrsaTrust): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "OneServiceAccount",
        Effect: "Allow",
        Principal: { Federated: providerArn },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${issuerHost}:aud`]: AUDIENCE,
            [`${issuerHost}:sub`]: `system:serviceaccount:${serviceAccount.namespace}:${serviceAccount.name}`,
          },
        },
      },
    ],
  };
}

export interface PodIdentityTrust {
  readonly clusterArn: string;
  readonly serviceAccount: ServiceAccount;
}

/**
 * Lets EKS hand a role to one service account of one cluster. Without the conditions, an association in any cluster of the
 * account could hand it to any pod. The tags are the ones that EKS puts on the session.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
export function podIdentityTrust({ clusterArn, serviceAccount }: PodIdentityTrust): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "OneServiceAccount",
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: {
          StringEquals: {
            "aws:RequestTag/eks-cluster-arn": clusterArn,
            "aws:RequestTag/kubernetes-namespace": serviceAccount.namespace,
            "aws:RequestTag/kubernetes-service-account": serviceAccount.name,
          },
        },
      },
    ],
  };
}
