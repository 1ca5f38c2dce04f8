import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { ec2Trust, guardedInstance, INSTANCE_TYPES, type Architecture } from "../ec2-instance.ts";
import { toJson } from "../iam/document.ts";
import type { Tags } from "../tags.ts";

/** What the nodes are like. */
export interface NodesArgs {
  /** Processors of the nodes. Default: amd64. */
  readonly architecture?: pulumi.Input<Architecture>;
  /** EC2 instance type, of that architecture. Default: m7i.large, or m7g.large for arm64. */
  readonly instanceType?: pulumi.Input<string> | undefined;
  /** Fewest nodes, and how many there are without an autoscaler: 1 or more. */
  readonly min: pulumi.Input<number>;
  /** Most nodes, for an autoscaler: at least `min`. */
  readonly max: pulumi.Input<number>;
  /**
   * An autoscaler decides the number of nodes, and this program leaves it alone. Plain, as `eks` takes it. Default: false: the number
   * is `min`.
   */
  readonly autoscaler?: boolean;
  /** Release of the nodes' image, like 1.35.2-20261110. Default: the newest when the nodes are made or get another version. */
  readonly releaseVersion?: pulumi.Input<string> | undefined;
  /** Size of each node's disk: 20 GiB or more. */
  readonly diskGiB: pulumi.Input<number>;
}

export interface NodeGroupArgs extends NodesArgs {
  readonly cluster: eks.Cluster;
  readonly subnetIds: pulumi.Input<string[]>;
  /** The cluster's version of Kubernetes, like 1.35. */
  readonly kubernetesVersion: pulumi.Input<string>;
  readonly partition: pulumi.Input<string>;
  /** Ending of AWS's own names in the partition: amazonaws.com, or amazonaws.com.cn. */
  readonly dnsSuffix: pulumi.Input<string>;
  /** ARN of a policy that bounds the nodes' role. Default: none. */
  readonly permissionsBoundary?: pulumi.Input<string> | undefined;
  /** Default: none. */
  readonly tags?: Tags;
}

const AMI_TYPES = {
  amd64: "AL2023_x86_64_STANDARD",
  arm64: "AL2023_ARM_64_STANDARD",
} as const satisfies Record<Architecture, string>;

/** What a node itself needs. X-Ray is not in it: that right belongs to the agent's service account. */
const NODE_POLICIES = {
  worker: "AmazonEKSWorkerNodePolicy",
  cni: "AmazonEKS_CNI_Policy",
  registry: "AmazonEC2ContainerRegistryPullOnly",
} as const;

/** A managed node group whose pods can't use the node's role. */
export class NodeGroup extends pulumi.ComponentResource {
  /** Resources that need nodes depend on this. */
  readonly group: eks.ManagedNodeGroup;

  constructor(name: string, args: NodeGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:cluster:NodeGroup", name, {}, opts);
    const { min, max, autoscaler = false, releaseVersion, tags = {} } = args;
    const architecture = pulumi.output(args.architecture ?? "amd64");
    const template = this.#launchTemplate(name, args);
    const { role, attachments } = this.#role(name, args);
    this.group = new eks.ManagedNodeGroup(
      name,
      {
        cluster: args.cluster,
        nodeRole: role,
        subnetIds: args.subnetIds,
        amiType: architecture.apply((is) => AMI_TYPES[is]),
        instanceTypes: [args.instanceType ?? architecture.apply((is) => INSTANCE_TYPES[is])],
        scalingConfig: pulumi
          .all([min, max])
          .apply(([minSize, maxSize]) => ({ minSize, maxSize, desiredSize: minSize })),
        // Otherwise min is raised together with the number of nodes, without which EKS refuses it.
        ...(autoscaler && { ignoreScalingChanges: true }),
        ...(releaseVersion !== undefined && { releaseVersion }),
        // With a launch template, nodes would otherwise stay at the version that they were made with.
        version: args.kubernetesVersion,
        launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
        tags,
      },
      { parent: this, dependsOn: [args.cluster, ...attachments] },
    );
    this.registerOutputs({});
  }

  #launchTemplate(name: string, { diskGiB, tags = {} }: NodeGroupArgs): aws.ec2.LaunchTemplate {
    return new aws.ec2.LaunchTemplate(
      `${name}-template`,
      {
        description: "Nodes with IMDSv2 only, hop limit 1, and an encrypted disk.",
        ...guardedInstance(diskGiB, tags),
        tags,
      },
      { parent: this },
    );
  }

  #role(name: string, { partition, dnsSuffix, permissionsBoundary, tags = {} }: NodeGroupArgs) {
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        description: "For the nodes themselves, not for pods.",
        assumeRolePolicy: pulumi.output(dnsSuffix).apply((suffix) => toJson(ec2Trust("Nodes", suffix))),
        ...(permissionsBoundary !== undefined && { permissionsBoundary }),
        tags,
      },
      { parent: this },
    );
    const attachments = Object.entries(NODE_POLICIES).map(
      ([what, policy]) =>
        new aws.iam.RolePolicyAttachment(
          `${name}-${what}`,
          { role: role.name, policyArn: pulumi.interpolate`arn:${partition}:iam::aws:policy/${policy}` },
          { parent: this },
        ),
    );
    return { role, attachments };
  }
}
