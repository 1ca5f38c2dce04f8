import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";

/** Time for a new task to get well before the load balancer's health check counts. */
const GRACE_SECONDS = 60;

/** A load balancer's part of a service. */
export interface ServiceTarget {
  readonly targetGroupArn: pulumi.Input<string>;
  readonly containerName: pulumi.Input<string>;
  readonly containerPort: pulumi.Input<number>;
}

export interface TracedServiceArgs {
  /** Name of the service: 1 to 255 letters, digits, - and _, unique in the cluster. */
  readonly serviceName: pulumi.Input<string>;
  /** ARN of the cluster. */
  readonly clusterArn: pulumi.Input<string>;
  /** The same in every version, so that a change is a revision of it. */
  readonly family: pulumi.Input<string>;
  /** Container definitions, as JSON. */
  readonly containerDefinitions: pulumi.Input<string>;
  /** CPU units of the task. */
  readonly cpu: pulumi.Input<string>;
  /** MiB of the task. */
  readonly memory: pulumi.Input<string>;
  /** `X86_64` or `ARM64`. */
  readonly cpuArchitecture: pulumi.Input<string>;
  /** Plain, because it decides which inputs there are. */
  readonly launchType: "FARGATE" | "EC2";
  /** Launch type EC2: a capacity provider of the cluster. Default: any instance. */
  readonly capacityProvider?: pulumi.Input<string> | undefined;
  readonly taskRoleArn: pulumi.Input<string>;
  readonly executionRoleArn: pulumi.Input<string>;
  readonly desiredCount: pulumi.Input<number>;
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly securityGroupIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Default: false. */
  readonly assignPublicIp?: pulumi.Input<boolean>;
  /** Default: none. */
  readonly target?: ServiceTarget | undefined;
  /** Names of the alarms that roll a deployment back. Default: none. */
  readonly rollbackAlarms?: readonly pulumi.Input<string>[];
  /** Allows ECS Exec. Default: false. */
  readonly exec?: pulumi.Input<boolean>;
  /** Waits until the new tasks are steady. Default: true. */
  readonly waitForSteadyState?: pulumi.Input<boolean>;
  /** Default: none. */
  readonly tags?: Tags;
}

/** The task definition of the API and the agent, and the service that keeps so many of its tasks running. */
export class TracedService extends pulumi.ComponentResource {
  readonly serviceName: pulumi.Output<string>;
  /** ARN of the revision that this version of the stack has made. */
  readonly taskDefinitionArn: pulumi.Output<string>;

  constructor(name: string, args: TracedServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:ecs:TracedService", name, {}, opts);
    const { tags = {} } = args;
    const definition = new aws.ecs.TaskDefinition(
      `${name}-task`,
      {
        family: args.family,
        containerDefinitions: args.containerDefinitions,
        cpu: args.cpu,
        memory: args.memory,
        // The containers share a loopback, on which the API reaches the agent, and nobody else does.
        networkMode: "awsvpc",
        requiresCompatibilities: [args.launchType],
        runtimePlatform: { cpuArchitecture: args.cpuArchitecture, operatingSystemFamily: "LINUX" },
        taskRoleArn: args.taskRoleArn,
        executionRoleArn: args.executionRoleArn,
        tags,
      },
      { parent: this },
    );
    const { target } = args;
    const service = new aws.ecs.Service(
      `${name}-service`,
      {
        name: args.serviceName,
        cluster: args.clusterArn,
        taskDefinition: definition.arn,
        desiredCount: args.desiredCount,
        ...capacity(args),
        networkConfiguration: {
          subnets: args.subnetIds,
          securityGroups: args.securityGroupIds,
          assignPublicIp: args.assignPublicIp ?? false,
        },
        ...(target !== undefined && { loadBalancers: [target], healthCheckGracePeriodSeconds: GRACE_SECONDS }),
        ...deployment(args),
        availabilityZoneRebalancing: "ENABLED",
        enableEcsManagedTags: true,
        propagateTags: "SERVICE",
        enableExecuteCommand: args.exec ?? false,
        waitForSteadyState: args.waitForSteadyState ?? true,
        tags,
      },
      // What the component waits for, the service waits for: a task without its rights, logs or rules would start, and be
      // stopped; and on destroy the service goes first, while its roles can still stop its tasks.
      { parent: this, ...(opts?.dependsOn !== undefined && { dependsOn: opts.dependsOn }) },
    );
    this.serviceName = service.name;
    this.taskDefinitionArn = definition.arn;
    this.registerOutputs({ serviceName: this.serviceName, taskDefinitionArn: this.taskDefinitionArn });
  }
}

/** A launch type and a strategy exclude each other. */
function capacity({ launchType, capacityProvider }: TracedServiceArgs): Partial<aws.ecs.ServiceArgs> {
  if (launchType === "FARGATE") return { launchType, platformVersion: "LATEST" };
  if (capacityProvider === undefined) return { launchType };
  return { capacityProviderStrategies: [{ capacityProvider, weight: 1, base: 0 }] };
}

/** New tasks first, then the old ones go; a deployment that doesn't get well is rolled back. */
function deployment({ rollbackAlarms = [] }: TracedServiceArgs): Partial<aws.ecs.ServiceArgs> {
  return {
    deploymentMinimumHealthyPercent: 100,
    deploymentMaximumPercent: 200,
    deploymentCircuitBreaker: { enable: true, rollback: true },
    ...(rollbackAlarms.length > 0 && { alarms: { alarmNames: [...rollbackAlarms], enable: true, rollback: true } }),
  };
}
