import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { toJson, type PolicyDocument } from "../iam/document.ts";
import type { Tags } from "../tags.ts";

export interface ControlPlaneRoleArgs {
  readonly partition: pulumi.Input<string>;
  /** ARN of a policy that bounds the role. Default: none. */
  readonly permissionsBoundary?: pulumi.Input<string> | undefined;
  readonly tags: Tags;
}

/** The role of the control plane, and what has to be attached to it before the cluster can use it. */
export interface ControlPlaneRole {
  readonly role: aws.iam.Role;
  readonly attachment: aws.iam.RolePolicyAttachment;
}

/** https://docs.aws.amazon.com/eks/latest/userguide/cluster-iam-role.html */
const TRUST: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "ControlPlane",
      Effect: "Allow",
      Principal: { Service: "eks.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
    },
  ],
};

const POLICY = "AmazonEKSClusterPolicy";

/**
 * @pulumi/eks would make this role too, but without a way to bound it. The aliases are the URNs of that one: a cluster
 * can't change its role, so a stack that was deployed with the component's own role keeps it, as an update in place.
 *
 * @param parent the component that the cluster, of the same name, belongs to
 */
export function controlPlaneRole(
  name: string,
  { partition, permissionsBoundary, tags }: ControlPlaneRoleArgs,
  parent: pulumi.Resource,
): ControlPlaneRole {
  const former = pulumi.createUrn(
    `${name}-eksRole`,
    "eks:index:ServiceRole",
    pulumi.createUrn(name, "eks:index:Cluster", parent),
  );
  const alias = (formerName: string) => ({ name: formerName, parent: former });
  const role = new aws.iam.Role(
    `${name}-role`,
    {
      description: "Allows EKS to manage clusters on your behalf.",
      assumeRolePolicy: toJson(TRUST),
      ...(permissionsBoundary !== undefined && { permissionsBoundary }),
      tags,
    },
    { parent, aliases: [alias(`${name}-eksRole-role`)] },
  );
  // How pulumi-eks named it: nodejs/eks/servicerole.ts at v4.3.0.
  const hash = createHash("sha1").update(`arn:aws:iam::aws:policy/${POLICY}`).digest("hex").slice(0, 8);
  const attachment = new aws.iam.RolePolicyAttachment(
    `${name}-role-policy`,
    { role: role.name, policyArn: pulumi.interpolate`arn:${partition}:iam::aws:policy/${POLICY}` },
    { parent, aliases: [alias(`${name}-eksRole-${hash}`)] },
  );
  return { role, attachment };
}
