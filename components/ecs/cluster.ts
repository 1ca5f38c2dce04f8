import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";
import { EcsInstances, type EcsInstancesArgs } from "./instances.ts";

export interface EcsClusterArgs {
  /** Name in ECS: 1 to 255 letters, digits, - and _, unique in the account and region. Can't be changed later. */
  readonly clusterName: pulumi.Input<string>;
  /** Container Insights: `enabled`, `enhanced` or `disabled`. Default: enabled. */
  readonly containerInsights?: pulumi.Input<string> | undefined;
  /** EC2 instances, besides Fargate. Plain, because they are there or not. Default: none. */
  readonly instances?: Omit<EcsInstancesArgs, "clusterName" | "tags"> | undefined;
  /** Default: none. */
  readonly tags?: Tags;
}

/** An ECS cluster with Fargate's capacity, and perhaps with instances. */
export class EcsCluster extends pulumi.ComponentResource {
  /** Name, known once the cluster can run tasks. */
  readonly clusterName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** Of the instances; undefined without them. */
  readonly capacityProvider: pulumi.Output<string> | undefined;

  constructor(name: string, args: EcsClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:ecs:EcsCluster", name, {}, opts);
    const { instances, tags = {} } = args;
    const cluster = new aws.ecs.Cluster(
      `${name}-cluster`,
      {
        name: args.clusterName,
        settings: [{ name: "containerInsights", value: args.containerInsights ?? "enabled" }],
        tags,
      },
      { parent: this },
    );
    // An instance joins a cluster that exists.
    this.capacityProvider =
      instances === undefined
        ? undefined
        : new EcsInstances(`${name}-instances`, { ...instances, clusterName: cluster.name, tags }, { parent: this })
            .capacityProvider;
    const capacity = new aws.ecs.ClusterCapacityProviders(
      `${name}-capacity`,
      {
        clusterName: cluster.name,
        capacityProviders: ["FARGATE", ...(this.capacityProvider === undefined ? [] : [this.capacityProvider])],
      },
      { parent: this },
    );
    this.clusterName = capacity.clusterName;
    // Known once the capacity is there, without which a service can't be made.
    this.arn = pulumi.all([cluster.arn, capacity.id]).apply(([arn]) => arn);
    this.registerOutputs({ clusterName: this.clusterName, arn: this.arn });
  }
}

/** The ARN of a cluster that exists. Nothing of it is changed. @throws RunError when there is no such cluster that is active */
export function existingClusterArn(
  clusterName: pulumi.Input<string>,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<string> {
  return aws.ecs.getClusterOutput({ clusterName }, opts).apply(({ arn, status, clusterName: named }) => {
    if (status === "ACTIVE") return arn;
    throw new pulumi.RunError(
      `The ECS cluster ${named} is ${status}. Name one that is active: ` +
        "pulumi config set --path 'pmp-xray:ecs.cluster.name' NAME, or have one made: " +
        "pulumi config set --path 'pmp-xray:ecs.cluster.mode' 'new'",
    );
  });
}
