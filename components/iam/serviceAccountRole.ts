import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";
import { toJson, type PolicyDocument } from "./document.ts";
import { AUDIENCE } from "./oidcProvider.ts";

/** A Kubernetes service account. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

/** Who may take a role through a cluster's OIDC provider. */
export interface IrsaTrust {
  readonly providerArn: string;
  /** The issuer without https://. */
  readonly issuerHost: string;
  readonly serviceAccount: ServiceAccount;
}

/**
 * The trust policy of a role for one service account. Both claims are pinned, by StringEquals: without `sub` any pod of the
 * cluster could take the role, without `aud` any token made for some other service could.
 * https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function irsaTrustDocument({ providerArn, issuerHost, serviceAccount }: IrsaTrust): PolicyDocument {
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

export interface ServiceAccountRoleArgs {
  /** Name of the role in IAM, unique in the account. */
  readonly roleName: string;
  /** The only service account that may take the role. */
  readonly serviceAccount: ServiceAccount;
  /** The cluster's OIDC provider in IAM. */
  readonly oidc: { readonly arn: pulumi.Input<string>; readonly issuerHost: pulumi.Input<string> };
  /** What the role may do, by name: the name becomes part of the attachment's. */
  readonly policies: Readonly<Record<string, pulumi.Input<string>>>;
  /** ARN of a policy that bounds the role. Default: none. */
  readonly permissionsBoundary?: string | undefined;
  /** Tags of the role. */
  readonly tags: Tags;
}

/** "This service account may do exactly this": an IAM role for a service account (IRSA). */
export class ServiceAccountRole extends pulumi.ComponentResource {
  /** ARN for the annotation `eks.amazonaws.com/role-arn`. Known only once the policies are attached. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: ServiceAccountRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:iam:ServiceAccountRole", name, {}, opts);
    const { serviceAccount } = args;
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: args.roleName,
        description: `For service account ${serviceAccount.namespace}/${serviceAccount.name} only.`,
        assumeRolePolicy: pulumi
          .all([args.oidc.arn, args.oidc.issuerHost])
          .apply(([providerArn, issuerHost]) => toJson(irsaTrustDocument({ providerArn, issuerHost, serviceAccount }))),
        ...(args.permissionsBoundary !== undefined && { permissionsBoundary: args.permissionsBoundary }),
        tags: args.tags,
      },
      { parent: this },
    );
    const attachments = Object.entries(args.policies).map(
      ([policy, policyArn]) =>
        new aws.iam.RolePolicyAttachment(
          `${name}-${policy}`,
          { role: role.name, policyArn },
          { parent: this, deleteBeforeReplace: true },
        ),
    );
    const attached = pulumi.all(attachments.map((attachment) => attachment.id));
    this.arn = pulumi.all([role.arn, attached]).apply(([arn]) => arn);
    this.registerOutputs({ arn: this.arn });
  }
}
