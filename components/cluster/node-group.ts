import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../account/account.ts";
import { toJson, type PolicyDocument } from "../iam/document.ts";
import type { NewClusterSettings } from "@pmp/model";
import type { Tags } from "../tags.ts";

export interface NodeGroupArgs {
  readonly settings: NewClusterSettings["nodes"];
  readonly cluster: eks.Cluster;
  readonly subnetIds: pulumi.Input<string[]>;
  /** The cluster's version of Kubernetes, like 1.35. */
  readonly kubernetesVersion: string;
  readonly account: Account;
  readonly permissionsBoundary?: string | undefined;
  readonly tags: Tags;
}

const BY_ARCHITECTURE = {
  amd64: { amiType: "AL2023_x86_64_STANDARD", instanceType: "m7i.large" },
  arm64: { amiType: "AL2023_ARM_64_STANDARD", instanceType: "m7g.large" },
} as const;

/** What a node itself needs. X-Ray is not in it: that right belongs to the agent's service account. */
const NODE_POLICIES = {
  worker: "AmazonEKSWorkerNodePolicy",
  cni: "AmazonEKS_CNI_Policy",
  registry: "AmazonEC2ContainerRegistryPullOnly",
} as const;

/** EC2 is one of the few services whose principal has the partition's own ending. */
function nodeTrust(dnsSuffix: string): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      { Sid: "Nodes", Effect: "Allow", Principal: { Service: `ec2.${dnsSuffix}` }, Action: "sts:AssumeRole" },
    ],
  };
}

/** A managed node group whose pods can't borrow the node's role. */
export class NodeGroup extends pulumi.ComponentResource {
  /** What needs nodes waits for this. */
  readonly group: eks.ManagedNodeGroup;

  constructor(name: string, args: NodeGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:cluster:NodeGroup", name, {}, opts);
    const { settings, tags } = args;
    const { amiType, instanceType } = BY_ARCHITECTURE[settings.architecture];
    const template = this.#launchTemplate(name, args);
    const { role, attachments } = this.#role(name, args);
    this.group = new eks.ManagedNodeGroup(
      name,
      {
        cluster: args.cluster,
        nodeRole: role,
        subnetIds: args.subnetIds,
        amiType,
        instanceTypes: [settings.instanceType ?? instanceType],
        scalingConfig: { minSize: settings.min, maxSize: settings.max, desiredSize: settings.min },
        // Otherwise min is raised together with the number of nodes, without which EKS refuses it.
        ...(settings.autoscaler && { ignoreScalingChanges: true }),
        ...(settings.releaseVersion !== undefined && { releaseVersion: settings.releaseVersion }),
        // With a launch template, nodes would otherwise stay at the version that they were made with.
        version: args.kubernetesVersion,
        launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
        tags,
      },
      { parent: this, dependsOn: [args.cluster, ...attachments] },
    );
    this.registerOutputs({});
  }

  /**
   * IMDSv2 with a hop limit of 1: a packet from a pod has one hop more, so that no pod can ask the node for its credentials.
   * https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
   */
  #launchTemplate(name: string, { settings, tags }: NodeGroupArgs): aws.ec2.LaunchTemplate {
    return new aws.ec2.LaunchTemplate(
      `${name}-template`,
      {
        description: "Nodes with IMDSv2 only, hop limit 1, and an encrypted disk.",
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        blockDeviceMappings: [
          {
            deviceName: "/dev/xvda",
            ebs: { volumeSize: settings.diskGiB, volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" },
          },
        ],
        tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags })),
        tags,
      },
      { parent: this },
    );
  }

  #role(name: string, { account, permissionsBoundary, tags }: NodeGroupArgs) {
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        description: "For the nodes themselves, not for pods.",
        assumeRolePolicy: account.dnsSuffix.apply((dnsSuffix) => toJson(nodeTrust(dnsSuffix))),
        ...(permissionsBoundary !== undefined && { permissionsBoundary }),
        tags,
      },
      { parent: this },
    );
    const attachments = Object.entries(NODE_POLICIES).map(
      ([what, policy]) =>
        new aws.iam.RolePolicyAttachment(
          `${name}-${what}`,
          { role: role.name, policyArn: pulumi.interpolate`arn:${account.partition}:iam::aws:policy/${policy}` },
          { parent: this },
        ),
    );
    return { role, attachments };
  }
}
