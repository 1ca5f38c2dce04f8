import { newInstancesDefaults, newNetworkDefaults, type EcsSettings, type StackSettings } from "@pmp/model";
import * as pulumi from "@pulumi/pulumi";
import { accountsOf } from "../cluster/xray-endpoint-policy.ts";
import { zonesFor } from "../cluster/zones.ts";
import { EcsCluster, existingClusterArn } from "../ecs/cluster.ts";
import { LoadBalancer } from "../ecs/load-balancer.ts";
import { PullThroughCache } from "../ecs/pull-through-cache.ts";
import { TracedService } from "../ecs/service.ts";
import { API, logGroupNames, taskOf } from "../ecs/task.ts";
import { TaskLogs } from "../ecs/task-logs.ts";
import { TaskNetwork } from "../ecs/task-network.ts";
import { TaskRoles } from "../ecs/task-roles.ts";
import { TaskSecurityGroup } from "../ecs/task-security-group.ts";
import type { DeployArgs, Platform, PlatformArgs, Workload } from "./platform.ts";

type Settings = StackSettings & EcsSettings;
type Args = PlatformArgs<Settings>;

interface Subnets {
  readonly vpcId: pulumi.Input<string>;
  /** Of the tasks. */
  readonly task: pulumi.Input<string[]>;
  /** Of a load balancer that is made. */
  readonly balancer: pulumi.Input<string[]>;
  /** The new network with its routes and endpoints, without which a task can't pull its images. */
  readonly made?: pulumi.Resource;
}

/** ECS: network and cluster, the task's two roles, and the service. */
export async function onEcs(args: Args): Promise<Platform> {
  const { settings, account, tags, named, writePolicyArn } = args;
  const { agent, ecs, iam } = settings;

  // The network, and the cluster.
  const subnets = await networkOf(args);
  const cluster = clusterOf(args, subnets);

  // Who may write traces: the task, because ECS has one role for all of its containers.
  const cache = ecs.pullThroughCache ? new PullThroughCache("images", { prefix: cachePrefix(named) }) : undefined;
  const { partition, region, accountId, dnsSuffix } = account;
  const task = pulumi.output({ partition, region, accountId, dnsSuffix }).apply((known) =>
    taskOf({
      ...known,
      settings,
      plan: settings.plan,
      clusterName: cluster.name,
      mirror: ecs.pullThroughCache
        ? `${known.accountId}.dkr.ecr.${known.region}.${known.dnsSuffix}/${cachePrefix(named)}`
        : ecs.mirror,
    }),
  );
  const logGroups = logGroupNames(settings);
  const roles = new TaskRoles("task", {
    ...account,
    taskRoleName: named(`${settings.api.serviceName}-task`),
    executionRoleName: named(`${settings.api.serviceName}-execution`),
    writePolicyArn,
    mayAssume: agent.assumeRoleArn,
    exec: ecs.exec,
    logGroupNames: Object.values(logGroups),
    images: task.apply(({ containerDefinitions }) => containerDefinitions.map(({ image }) => String(image))),
    pullThroughCache: ecs.pullThroughCache,
    secretArns: Object.values(ecs.secrets),
    secretsKeyArn: ecs.secretsKeyArn,
    permissionsBoundary: iam.permissionsBoundary,
    tags,
  });

  return {
    agentRoleArn: roles.taskRoleArn,
    deploy: ({ after, faultAlarm }) => {
      const logs = new TaskLogs("logs", { names: logGroups, ...ecs.logs, tags });
      const optional = [subnets.made, cache].filter((resource) => resource !== undefined);
      const dependsOn = [roles, logs, ...optional, ...after];
      return serviceOf(args, { subnets, cluster, roles, task, faultAlarm, dependsOn });
    },
  };
}

/** A cache's prefix, by which ECR knows the repositories that it makes. */
function cachePrefix(named: Args["named"]): string {
  return named("ecr-public");
}

async function networkOf({ settings, account, tags }: Args): Promise<Subnets> {
  const { agent, ecs } = settings;
  const { network, loadBalancer } = ecs;
  if (network.mode === "existing") {
    const { vpcId = "", subnetIds: task = [] } = network;
    return { vpcId, task, balancer: loadBalancer?.subnetIds ?? task };
  }
  const { cidr, zones, natGateways } = network.new ?? newNetworkDefaults();
  const made = new TaskNetwork("network", {
    ...account,
    cidr,
    natGateways,
    availabilityZones: await zonesFor(zones, "ecs.network.new.zones"),
    instances: ecs.launchType === "EC2",
    secretArns: Object.values(ecs.secrets),
    exec: ecs.exec,
    xrayAccountIds: accountsOf(agent.assumeRoleArn),
    tags,
  });
  const isPublic = loadBalancer?.scheme === "internetFacing";
  return {
    made,
    vpcId: made.vpcId,
    task: made.privateSubnetIds,
    balancer: isPublic ? made.publicSubnetIds : made.privateSubnetIds,
  };
}

interface Cluster {
  readonly name: string;
  readonly arn: pulumi.Output<string>;
  readonly capacityProvider: pulumi.Input<string> | undefined;
}

function clusterOf({ settings, account, tags, named }: Args, subnets: Subnets): Cluster {
  const { ecs, iam } = settings;
  const { mode, name = named("pmp-cluster"), containerInsights } = ecs.cluster;
  if (mode === "existing") {
    return { name, arn: existingClusterArn(name), capacityProvider: ecs.capacityProvider };
  }
  const instances = {
    ...account,
    ...(ecs.instances ?? newInstancesDefaults()),
    providerName: named("pmp-instances"),
    subnetIds: subnets.task,
    vpcId: subnets.vpcId,
    architecture: ecs.architecture,
    permissionsBoundary: iam.permissionsBoundary,
  };
  const cluster = new EcsCluster("cluster", {
    clusterName: name,
    containerInsights,
    instances: ecs.launchType === "EC2" ? instances : undefined,
    tags,
  });
  return { name, arn: cluster.arn, capacityProvider: cluster.capacityProvider };
}

interface ServiceParts extends Pick<DeployArgs, "faultAlarm"> {
  readonly subnets: Subnets;
  readonly cluster: Cluster;
  readonly roles: TaskRoles;
  readonly task: pulumi.Output<ReturnType<typeof taskOf>>;
  readonly dependsOn: pulumi.Resource[];
}

function serviceOf({ settings, tags, named }: Args, parts: ServiceParts): Workload {
  const { api, ecs } = settings;
  const { subnets, cluster, roles, task } = parts;
  const balancer = balancerOf({ settings, tags, named }, subnets);
  const targetGroupArn = balancer?.targetGroupArn ?? ecs.loadBalancer?.targetGroupArn;
  const service = new TracedService(
    "api",
    {
      serviceName: named(api.serviceName),
      clusterArn: cluster.arn,
      family: task.family,
      containerDefinitions: task.containerDefinitions.apply((definitions) => JSON.stringify(definitions)),
      cpu: task.cpu,
      memory: task.memory,
      cpuArchitecture: ecs.architecture === "arm64" ? "ARM64" : "X86_64",
      launchType: ecs.launchType,
      capacityProvider: cluster.capacityProvider,
      taskRoleArn: roles.taskRoleArn,
      executionRoleArn: roles.executionRoleArn,
      desiredCount: api.replicas,
      subnetIds: subnets.task,
      securityGroupIds: securityGroups({ settings, tags }, subnets, balancer),
      assignPublicIp: ecs.network.assignPublicIp,
      target:
        targetGroupArn === undefined ? undefined : { targetGroupArn, containerName: API, containerPort: ecs.port },
      rollbackAlarms: ecs.rollbackOnFaults ? [parts.faultAlarm] : [],
      exec: ecs.exec,
      waitForSteadyState: ecs.waitForSteadyState,
      tags,
    },
    { dependsOn: parts.dependsOn },
  );
  const logGroups = logGroupNames(settings);
  const { serviceName, taskDefinitionArn } = service;
  return {
    ecsService: pulumi.output({
      clusterName: cluster.name,
      serviceName,
      taskDefinitionArn,
      logGroups,
      url: balancer?.url ?? null,
    }),
  };
}

type Common = Pick<Args, "settings" | "tags">;

function balancerOf(
  { settings, tags, named }: Common & Pick<Args, "named">,
  subnets: Subnets,
): LoadBalancer | undefined {
  const { api, ecs } = settings;
  if (ecs.loadBalancer === undefined || ecs.loadBalancer.targetGroupArn !== undefined) return undefined;
  const { scheme, certificateArn, allowedCidrs } = ecs.loadBalancer;
  return new LoadBalancer("balancer", {
    loadBalancerName: named(api.serviceName),
    vpcId: subnets.vpcId,
    subnetIds: subnets.balancer,
    internal: scheme !== "internetFacing",
    certificateArn,
    allowedCidrs,
    allowedGroups: ecs.network.allowFrom,
    healthPath: ecs.healthPath,
    tags,
  });
}

/** The given ones, or a new one, which lets in the load balancer, or whoever is named where none is made. */
function securityGroups(
  { settings, tags }: Common,
  { vpcId }: Subnets,
  balancer: LoadBalancer | undefined,
): pulumi.Input<pulumi.Input<string>[]> {
  const { network, port } = settings.ecs;
  if (network.securityGroupIds.length > 0) return network.securityGroupIds;
  const callers: Record<string, pulumi.Input<string>> = balancer === undefined
    ? Object.fromEntries(network.allowFrom.map((group) => [group, group]))
    : { balancer: balancer.securityGroupId };
  return [new TaskSecurityGroup("tasks", { vpcId, port, allowFrom: callers, tags }).id];
}
