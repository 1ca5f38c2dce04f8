import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../account/account.ts";
import type { Tags } from "../tags.ts";
import { toJson, type PolicyDocument } from "./document.ts";
import { irsaTrust, podIdentityTrust, type ServiceAccount } from "./trust.ts";
import type { Identity } from "./identity.ts";

export interface ServiceAccountRoleArgs {
  /** Name of the role in IAM, unique in the account. */
  readonly roleName: string;
  /** The only service account that may take the role. */
  readonly serviceAccount: ServiceAccount;
  readonly identity: Identity;
  /** Where the role is made. */
  readonly account: Account;
  /** ARNs of what the role may do, by name: the name becomes part of the attachment's. */
  readonly policies: Readonly<Record<string, pulumi.Input<string>>>;
  /** ARN of a role of another account that this one may take. Default: none. */
  readonly mayAssume?: string | undefined;
  /** ARN of a policy that bounds the role. Default: none. */
  readonly permissionsBoundary?: string | undefined;
  /** Tags of the role. */
  readonly tags: Tags;
}

/** "This service account may do exactly this": a role, who may take it, and what it may do. */
export class ServiceAccountRole extends pulumi.ComponentResource {
  /** ARN of the role. Known only when everything is attached: whoever waits for it finds a role that works. */
  readonly arn: pulumi.Output<string>;
  /**
   * For the annotation `eks.amazonaws.com/role-arn`; empty with Pod Identity, which needs none. Known before the role exists,
   * because a chart can be rendered, shown and checked in a preview only when all of its values are known: so whoever uses
   * it must depend on this component.
   */
  readonly annotation: pulumi.Output<string>;

  constructor(name: string, args: ServiceAccountRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:iam:ServiceAccountRole", name, {}, opts);
    const { serviceAccount, identity, tags } = args;
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: args.roleName,
        description: `For service account ${serviceAccount.namespace}/${serviceAccount.name} only.`,
        assumeRolePolicy: trust(identity, serviceAccount).apply(toJson),
        ...(args.permissionsBoundary !== undefined && { permissionsBoundary: args.permissionsBoundary }),
        tags,
      },
      { parent: this },
    );
    const attached: pulumi.CustomResource[] = Object.entries(args.policies).map(
      ([policy, policyArn]) =>
        new aws.iam.RolePolicyAttachment(`${name}-${policy}`, { role: role.name, policyArn }, { parent: this }),
    );
    if (args.mayAssume !== undefined) {
      attached.push(
        new aws.iam.RolePolicy(
          `${name}-assume`,
          { name: "assume", role: role.name, policy: toJson(assumePolicyDocument(args.mayAssume)) },
          { parent: this },
        ),
      );
    }
    if (identity.kind === "podIdentity") {
      attached.push(
        new aws.eks.PodIdentityAssociation(
          `${name}-association`,
          {
            clusterName: identity.clusterName,
            namespace: serviceAccount.namespace,
            serviceAccount: serviceAccount.name,
            roleArn: role.arn,
            tags,
          },
          { parent: this },
        ),
      );
    }
    const done = pulumi.all(attached.map(({ id }) => id));
    this.arn = pulumi.all([role.arn, done]).apply(([arn]) => arn);
    this.annotation = identity.kind === "irsa" ? arnOf(args.roleName, args.account) : pulumi.output("");
    this.registerOutputs({ arn: this.arn, annotation: this.annotation });
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
function arnOf(roleName: string, { partition, id }: Account): pulumi.Output<string> {
  return pulumi.interpolate`arn:${partition}:iam::${id}:role/${roleName}`;
}

function assumePolicyDocument(roleArn: string): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [{ Sid: "SendTracesElsewhere", Effect: "Allow", Action: "sts:AssumeRole", Resource: roleArn }],
  };
}

function trust(identity: Identity, serviceAccount: ServiceAccount): pulumi.Output<PolicyDocument> {
  if (identity.kind === "podIdentity") {
    return identity.clusterArn.apply((clusterArn) => podIdentityTrust({ clusterArn, serviceAccount }));
  }
  const { arn, issuerHost } = identity.oidc;
  return pulumi
    .all([arn, issuerHost])
    .apply(([providerArn, host]) => irsaTrust({ providerArn, issuerHost: host, serviceAccount }));
}
