import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ec2Trust, guardedInstance, INSTANCE_TYPES, type Architecture } from "../ec2-instance.ts";
import { toJson } from "../iam/document.ts";
import type { Tags } from "../tags.ts";

export interface EcsInstancesArgs {
  /** Name of the cluster that they join, and of the capacity provider's owner. */
  readonly clusterName: pulumi.Input<string>;
  /** Name of the capacity provider: not beginning with aws, ecs or fargate; unique in the account and region. */
  readonly providerName: pulumi.Input<string>;
  /** Private subnets. */
  readonly subnetIds: pulumi.Input<string[]>;
  readonly vpcId: pulumi.Input<string>;
  /** Processors. Default: amd64. */
  readonly architecture?: pulumi.Input<Architecture>;
  /** EC2 instance type, of that architecture. Default: m7i.large, or m7g.large for arm64. */
  readonly instanceType?: pulumi.Input<string> | undefined;
  /** Fewest instances: 0 or more. */
  readonly min: pulumi.Input<number>;
  /** Most instances: at least `min`. */
  readonly max: pulumi.Input<number>;
  /** Size of each disk: 30 GiB or more. */
  readonly diskGiB: pulumi.Input<number>;
  readonly partition: pulumi.Input<string>;
  /** Ending of AWS's own names in the partition: amazonaws.com, or amazonaws.com.cn. */
  readonly dnsSuffix: pulumi.Input<string>;
  /** ARN of a policy that bounds the instances' role. Default: none. */
  readonly permissionsBoundary?: pulumi.Input<string> | undefined;
  /** Default: none. */
  readonly tags?: Tags;
}

/** The newest ECS image when an instance starts. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html */
const IMAGES = { amd64: "recommended", arm64: "arm64/recommended" } as const satisfies Record<Architecture, string>;

/** What an instance itself needs to register and to start tasks. X-Ray is not in it: that right belongs to the task. */
const INSTANCE_POLICY = "service-role/AmazonEC2ContainerServiceforEC2Role";

/** EC2 instances of a cluster, as many as its tasks need, whose role no task can use. */
export class EcsInstances extends pulumi.ComponentResource {
  /** Name of the capacity provider, known once there are instances. */
  readonly capacityProvider: pulumi.Output<string>;

  constructor(name: string, args: EcsInstancesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:ecs:EcsInstances", name, {}, opts);
    const { tags = {} } = args;
    const group = new aws.autoscaling.Group(
      `${name}-group`,
      {
        minSize: args.min,
        maxSize: args.max,
        vpcZoneIdentifiers: args.subnetIds,
        launchTemplate: { id: this.#launchTemplate(name, args).id, version: "$Latest" },
        // ECS itself adds this tag to a group that it scales, and would otherwise be at odds with the program.
        tags: pulumi
          .output(tags)
          .apply((own) => Object.entries({ ...own, AmazonECSManaged: "true" }))
          .apply((all) => all.map(([key, value]) => ({ key, value, propagateAtLaunch: true }))),
      },
      // How many there are, between the two limits, is decided by the capacity provider.
      { parent: this, ignoreChanges: ["desiredCapacity"] },
    );
    const provider = new aws.ecs.CapacityProvider(
      `${name}-provider`,
      {
        name: args.providerName,
        autoScalingGroupProvider: {
          autoScalingGroupArn: group.arn,
          managedScaling: { status: "ENABLED", targetCapacity: 100 },
          // Tasks leave an instance before it goes, the API before its agent.
          managedDraining: "ENABLED",
          managedTerminationProtection: "DISABLED",
        },
        tags,
      },
      { parent: this },
    );
    this.capacityProvider = provider.name;
    this.registerOutputs({ capacityProvider: this.capacityProvider });
  }

  #launchTemplate(name: string, args: EcsInstancesArgs): aws.ec2.LaunchTemplate {
    const { vpcId, diskGiB, tags = {} } = args;
    const architecture = pulumi.output(args.architecture ?? "amd64");
    const image = architecture.apply((is) => IMAGES[is]);
    const securityGroup = new aws.ec2.SecurityGroup(
      `${name}-instances`,
      {
        description: "Instances of the ECS cluster: nobody calls them; tasks have groups of their own.",
        vpcId,
        egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
        tags,
      },
      { parent: this },
    );
    return new aws.ec2.LaunchTemplate(
      `${name}-template`,
      {
        description: "ECS instances with IMDSv2 only, hop limit 1, and an encrypted disk.",
        imageId: pulumi.interpolate`resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/${image}/image_id`,
        instanceType: args.instanceType ?? architecture.apply((is) => INSTANCE_TYPES[is]),
        iamInstanceProfile: { arn: this.#profile(name, args).arn },
        vpcSecurityGroupIds: [securityGroup.id],
        ...guardedInstance(diskGiB, tags),
        userData: pulumi.output(args.clusterName).apply(userData),
        tags,
      },
      { parent: this },
    );
  }

  #profile(
    name: string,
    { partition, dnsSuffix, permissionsBoundary, tags = {} }: EcsInstancesArgs,
  ): aws.iam.InstanceProfile {
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        description: "For the instances themselves, not for tasks.",
        assumeRolePolicy: pulumi.output(dnsSuffix).apply((suffix) => toJson(ec2Trust("Instances", suffix))),
        ...(permissionsBoundary !== undefined && { permissionsBoundary }),
        tags,
      },
      { parent: this },
    );
    const attachment = new aws.iam.RolePolicyAttachment(
      `${name}-policy`,
      { role: role.name, policyArn: pulumi.interpolate`arn:${partition}:iam::aws:policy/${INSTANCE_POLICY}` },
      { parent: this },
    );
    return new aws.iam.InstanceProfile(
      `${name}-profile`,
      { role: role.name, tags },
      { parent: this, dependsOn: [attachment] },
    );
  }
}

/** In awsvpc tasks could ask the instance for its credentials, unless they are kept from it. */
function userData(clusterName: string): string {
  const lines = [
    "#!/bin/bash",
    "cat >> /etc/ecs/ecs.config <<'END'",
    `ECS_CLUSTER=${clusterName}`,
    "ECS_AWSVPC_BLOCK_IMDS=true",
    "END",
  ];
  return Buffer.from(`${lines.join("\n")}\n`).toString("base64");
}
