import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";
import { toJson, type PolicyDocument } from "./document.ts";
import { irsaTrust, podIdentityTrust } from "./trust.ts";

/** IRSA: pods get the role by a token of the cluster's OIDC issuer. Works on any cluster. */
export interface IrsaArgs {
  /** ARN of the IAM OIDC provider for the cluster's issuer. */
  readonly oidcProviderArn: pulumi.Input<string>;
  /** The cluster's issuer, an https URL. */
  readonly oidcIssuer: pulumi.Input<string>;
}

/** Pod Identity: EKS itself hands out the role. Needs the add-on eks-pod-identity-agent, and no OIDC provider. */
export interface PodIdentityArgs {
  /** Name of the EKS cluster, in the role's account and region. */
  readonly podIdentityCluster: pulumi.Input<string>;
}

export type ServiceAccountRoleArgs = (IrsaArgs | PodIdentityArgs) & {
  /** Name of the role in IAM: 1 to 64 characters, unique in the account. */
  readonly roleName: pulumi.Input<string>;
  /** Namespace of the only service account that can assume the role. */
  readonly namespace: pulumi.Input<string>;
  /** Name of that service account. */
  readonly serviceAccount: pulumi.Input<string>;
  /** ARNs of the policies that are attached. The keys are plain, because they become part of the attachments' names. */
  readonly policies: Readonly<Record<string, pulumi.Input<string>>>;
  /** ARN of a role, perhaps of another account, that this one can assume. Default: none. */
  readonly mayAssume?: pulumi.Input<string> | undefined;
  /** ARN of a policy that bounds the role. Default: none. */
  readonly permissionsBoundary?: pulumi.Input<string> | undefined;
  readonly partition: pulumi.Input<string>;
  readonly region: pulumi.Input<string>;
  /** Account in which the role is made. */
  readonly accountId: pulumi.Input<string>;
  /** Default: none. */
  readonly tags?: Tags;
};

/** A role for one service account: which one can assume it, and what it allows. */
export class ServiceAccountRole extends pulumi.ComponentResource {
  /** ARN of the role. What needs the role's rights depends on the component, which includes the attachments. */
  readonly arn: pulumi.Output<string>;
  /**
   * For the annotation `eks.amazonaws.com/role-arn`; empty with Pod Identity, which needs none. Known before the role exists,
   * because a chart can be rendered, shown and checked in a preview only when all of its values are known: so whoever uses
   * it must depend on this component.
   */
  readonly annotation: pulumi.Output<string>;

  constructor(name: string, args: ServiceAccountRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:iam:ServiceAccountRole", name, {}, opts);
    const { namespace, serviceAccount, mayAssume, tags = {} } = args;
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: args.roleName,
        description: pulumi.interpolate`For service account ${namespace}/${serviceAccount} only.`,
        assumeRolePolicy: trust(args).apply(toJson),
        ...(args.permissionsBoundary !== undefined && { permissionsBoundary: args.permissionsBoundary }),
        tags,
      },
      { parent: this },
    );
    for (const [policy, policyArn] of Object.entries(args.policies)) {
      new aws.iam.RolePolicyAttachment(`${name}-${policy}`, { role: role.name, policyArn }, { parent: this });
    }
    if (mayAssume !== undefined) {
      new aws.iam.RolePolicy(
        `${name}-assume`,
        { name: "assume", role: role.name, policy: pulumi.output(mayAssume).apply(assumePolicy) },
        { parent: this },
      );
    }
    if ("podIdentityCluster" in args) {
      new aws.eks.PodIdentityAssociation(
        `${name}-association`,
        { clusterName: args.podIdentityCluster, namespace, serviceAccount, roleArn: role.arn, tags },
        { parent: this },
      );
    }
    this.arn = role.arn;
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
    this.annotation =
      "podIdentityCluster" in args
        ? pulumi.output("")
        : pulumi.interpolate`arn:${args.partition}:iam::${args.accountId}:role/${args.roleName}`;
    this.registerOutputs({ arn: this.arn, annotation: this.annotation });
  }
}

/** Lets a role send traces to another account, as the role there. */
export function assumePolicy(roleArn: string): string {
  return toJson({
    Version: "2012-10-17",
    Statement: [{ Sid: "SendTracesElsewhere", Effect: "Allow", Action: "sts:AssumeRole", Resource: roleArn }],
  });
}

function trust(args: ServiceAccountRoleArgs): pulumi.Output<PolicyDocument> {
  const serviceAccount = { namespace: args.namespace, name: args.serviceAccount };
  if ("podIdentityCluster" in args) {
    const { partition, region, accountId, podIdentityCluster } = args;
    const clusterArn = pulumi.interpolate`arn:${partition}:eks:${region}:${accountId}:cluster/${podIdentityCluster}`;
    return pulumi.output({ clusterArn, serviceAccount }).apply(podIdentityTrust);
  }
  return pulumi.output({ providerArn: args.oidcProviderArn, issuer: args.oidcIssuer, serviceAccount }).apply(irsaTrust);
}
