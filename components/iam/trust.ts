import type { PolicyDocument } from "./document.ts";

/** The audience of the tokens that pods exchange for credentials. It is the same in every partition, China included. */
export const AUDIENCE = "sts.amazonaws.com";

/** An issuer without https:// and without a slash at the end, which is how IAM names its provider and the claims of its tokens. */
export function issuerHost(issuer: string): string {
  return issuer.replace(/^https:\/\//, "").replace(/\/$/, "");
}

/** A Kubernetes service account. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

export interface IrsaTrust {
  /** The cluster's OIDC provider in IAM. */
  readonly providerArn: string;
  /** The cluster's issuer, an https URL. */
  readonly issuer: string;
  readonly serviceAccount: ServiceAccount;
}

/**
 * Lets one service account take a role through the cluster's OIDC provider. Both claims are pinned, by StringEquals: without
 * `sub` any pod of the cluster could take the role, without `aud` any token made for some other service could.
 * https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function irsaTrust({ providerArn, issuer, serviceAccount }: IrsaTrust): PolicyDocument {
  const host = issuerHost(issuer);
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
            [`${host}:aud`]: AUDIENCE,
            [`${host}:sub`]: `system:serviceaccount:${serviceAccount.namespace}:${serviceAccount.name}`,
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
