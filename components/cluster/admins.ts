import type { ClusterArgs as EksClusterArgs } from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";

type AccessEntries = NonNullable<EksClusterArgs["accessEntries"]>;

/**
 * Access entries that make roles and users administrators of a cluster. An entry is named after its principal, so that the
 * others stay when one is removed: EKS has one entry per principal, and an entry can't get another principal.
 * https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
 *
 * @param admins ARNs, each once
 */
export function adminEntries(admins: readonly string[], partition: pulumi.Input<string>, tags: Tags): AccessEntries {
  const policyArn = pulumi.interpolate`arn:${partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`;
  return Object.fromEntries(
    admins.map((principalArn) => [
      entryName(principalArn),
      { principalArn, accessPolicies: { admin: { policyArn, accessScope: { type: "cluster" } } }, tags },
    ]),
  );
}

/** `arn:aws:iam::123456789012:role/platform` is 123456789012:role/platform. */
function entryName(arn: string): string {
  const [, , , , account = "", ...resource] = arn.split(":");
  return `${account}:${resource.join(":")}`;
}

/**
 * The administrator that the caller of AWS is; undefined when it is none of them. A session of a role has the role's name
 * without its path.
 *
 * @param callerArn as sts:GetCallerIdentity returns it
 */
export function callerAmong(admins: readonly string[], callerArn: string): string | undefined {
  const session = /^arn:[^:]+:sts::(\d+):assumed-role\/([^/]+)\//.exec(callerArn);
  if (session === null) return admins.find((arn) => arn === callerArn);
  const [, account, role] = session;
  return admins.find((arn) => {
    const [, ofAccount, name] = /^arn:[^:]+:iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
    return ofAccount === account && name === role;
  });
}

/**
 * Warns when the caller is among the administrators. EKS makes an entry for whoever makes the cluster, so a second one for the
 * same principal is refused, when the cluster is up already. Later runs may be made by any of them.
 */
export function warnOfCaller(
  admins: readonly string[],
  callerArn: pulumi.Input<string>,
  resource: pulumi.Resource,
): void {
  if (admins.length === 0) return;
  pulumi.output(callerArn).apply((arn) => {
    const admin = callerAmong(admins, arn);
    if (admin === undefined) return;
    void pulumi.log.warn(
      `${admin} in pmp-xray:cluster.new.admins is the identity that runs this. If this run creates the cluster, remove it: the identity that ` +
        "makes a cluster is its administrator already, and EKS refuses a second access entry (ResourceInUseException).",
      resource,
    );
  });
}
