import * as ecs from "@aws-sdk/client-ecs";
import { z } from "zod";
import { noTasks, steady } from "./ecs-tasks.ts";
import { ignoreMissing, required, resourceType, retag, tagsSchema } from "./resource.ts";

const client = new ecs.ECSClient({});

type Tags = z.infer<typeof tagsSchema>;

function tagsOf(tags: Tags): ecs.Tag[] {
  return Object.entries(tags ?? {}).map(([key, value]) => ({ key, value }));
}

function retagResource(resourceArn: string, before: Tags, after: Tags): Promise<void> {
  return retag(before, after, {
    tag: (list) =>
      client.send(
        new ecs.TagResourceCommand({ resourceArn, tags: list.map(({ Key, Value }) => ({ key: Key, value: Value })) }),
      ),
    untag: (tagKeys) => client.send(new ecs.UntagResourceCommand({ resourceArn, tagKeys })),
  });
}

const clusterInputs = z.strictObject({
  name: z.string(),
  settings: z.array(z.strictObject({ name: z.enum(["containerInsights"]), value: z.string() })).optional(),
  tags: tagsSchema,
});

export const cluster = resourceType({
  schema: clusterInputs,
  replaceOn: ["name"],
  async create({ name, settings, tags }) {
    const made = await client.send(
      new ecs.CreateClusterCommand({ clusterName: name, settings: [...(settings ?? [])], tags: tagsOf(tags) }),
    );
    const arn = required(made.cluster?.clusterArn, "cluster ARN");
    return { id: arn, outputs: { arn } };
  },
  async update(arn, { settings, tags }, before) {
    await client.send(new ecs.UpdateClusterCommand({ cluster: arn, settings: [...(settings ?? [])] }));
    await retagResource(arn, before.tags, tags);
    return { arn };
  },
  async delete(arn) {
    await ignoreMissing(client.send(new ecs.DeleteClusterCommand({ cluster: arn })));
  },
});

const capacityInputs = z.strictObject({ clusterName: z.string(), capacityProviders: z.array(z.string()) });

async function putCapacity({ clusterName, capacityProviders }: z.infer<typeof capacityInputs>): Promise<void> {
  await client.send(
    new ecs.PutClusterCapacityProvidersCommand({
      cluster: clusterName,
      capacityProviders,
      defaultCapacityProviderStrategy: [],
    }),
  );
}

export const clusterCapacityProviders = resourceType({
  schema: capacityInputs,
  replaceOn: ["clusterName"],
  async create(inputs) {
    await putCapacity(inputs);
    return { id: inputs.clusterName, outputs: {} };
  },
  async update(_name, inputs) {
    await putCapacity(inputs);
    return {};
  },
  async delete(clusterName) {
    await ignoreMissing(putCapacity({ clusterName, capacityProviders: [] }));
  },
});

/** ECS's own form: the definitions of the containers are the JSON that its API takes. */
const containers = z.array(z.looseObject({ name: z.string(), image: z.string() })).min(1);

export const taskDefinition = resourceType({
  schema: z.strictObject({
    family: z.string(),
    containerDefinitions: z.string(),
    cpu: z.string().optional(),
    memory: z.string().optional(),
    networkMode: z.enum(ecs.NetworkMode),
    requiresCompatibilities: z.array(z.enum(ecs.Compatibility)),
    runtimePlatform: z.strictObject({
      cpuArchitecture: z.enum(ecs.CPUArchitecture),
      operatingSystemFamily: z.enum(ecs.OSFamily),
    }),
    taskRoleArn: z.string(),
    executionRoleArn: z.string(),
    tags: tagsSchema,
  }),
  replaceOn: [],
  // A revision has a number of its own, and the service goes on with the one before until it has the new one.
  createFirst: true,
  async create({ containerDefinitions, tags, ...inputs }) {
    const { taskDefinition: made } = await client.send(
      new ecs.RegisterTaskDefinitionCommand({
        ...inputs,
        containerDefinitions: containers.parse(JSON.parse(containerDefinitions)),
        tags: tagsOf(tags),
      }),
    );
    const arn = required(made?.taskDefinitionArn, "task definition ARN");
    return { id: arn, outputs: { arn, revision: required(made?.revision, "task definition revision") } };
  },
  async delete(arn) {
    await ignoreMissing(client.send(new ecs.DeregisterTaskDefinitionCommand({ taskDefinition: arn })));
  },
});

const serviceInputs = z.strictObject({
  name: z.string(),
  cluster: z.string(),
  taskDefinition: z.string(),
  desiredCount: z.number(),
  launchType: z.enum(ecs.LaunchType).optional(),
  platformVersion: z.string().optional(),
  capacityProviderStrategies: z
    .array(z.strictObject({ capacityProvider: z.string(), weight: z.number().optional(), base: z.number().optional() }))
    .optional(),
  networkConfiguration: z.strictObject({
    subnets: z.array(z.string()),
    securityGroups: z.array(z.string()).optional(),
    assignPublicIp: z.boolean().optional(),
  }),
  deploymentMinimumHealthyPercent: z.number().optional(),
  deploymentMaximumPercent: z.number().optional(),
  deploymentCircuitBreaker: z.strictObject({ enable: z.boolean(), rollback: z.boolean() }).optional(),
  alarms: z.strictObject({ alarmNames: z.array(z.string()), enable: z.boolean(), rollback: z.boolean() }).optional(),
  availabilityZoneRebalancing: z.enum(ecs.AvailabilityZoneRebalancing).optional(),
  enableEcsManagedTags: z.boolean().optional(),
  propagateTags: z.enum(ecs.PropagateTags).optional(),
  enableExecuteCommand: z.boolean().optional(),
  waitForSteadyState: z.boolean().optional(),
  tags: tagsSchema,
});

/** The part of a service that a new one and an update have in common. */
function deploymentOf(inputs: z.infer<typeof serviceInputs>) {
  const { networkConfiguration: network, deploymentCircuitBreaker, alarms } = inputs;
  return {
    cluster: inputs.cluster,
    taskDefinition: inputs.taskDefinition,
    desiredCount: inputs.desiredCount,
    platformVersion: inputs.platformVersion,
    capacityProviderStrategy: inputs.capacityProviderStrategies,
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: network.subnets,
        securityGroups: network.securityGroups,
        assignPublicIp: network.assignPublicIp === true ? ecs.AssignPublicIp.ENABLED : ecs.AssignPublicIp.DISABLED,
      },
    },
    deploymentConfiguration: {
      minimumHealthyPercent: inputs.deploymentMinimumHealthyPercent,
      maximumPercent: inputs.deploymentMaximumPercent,
      deploymentCircuitBreaker,
      alarms,
    },
    availabilityZoneRebalancing: inputs.availabilityZoneRebalancing,
    enableECSManagedTags: inputs.enableEcsManagedTags,
    propagateTags: inputs.propagateTags,
    enableExecuteCommand: inputs.enableExecuteCommand,
  };
}

/** `arn:PARTITION:ecs:REGION:ACCOUNT:service/CLUSTER/NAME` */
function partsOf(arn: string): { cluster: string; service: string } {
  const [, cluster, service] = arn.split("/");
  return { cluster: required(cluster, "cluster in the service's ARN"), service: required(service, "service's name") };
}

export const service = resourceType({
  schema: serviceInputs,
  replaceOn: ["name", "cluster", "launchType"],
  async create(inputs) {
    const made = await client.send(
      new ecs.CreateServiceCommand({
        ...deploymentOf(inputs),
        serviceName: inputs.name,
        launchType: inputs.launchType,
        tags: tagsOf(inputs.tags),
      }),
    );
    const arn = required(made.service?.serviceArn, "service ARN");
    if (inputs.waitForSteadyState === true) await steady(client, { ...partsOf(arn), ...inputs });
    return { id: arn, outputs: { arn } };
  },
  async update(arn, inputs, before) {
    await client.send(new ecs.UpdateServiceCommand({ ...deploymentOf(inputs), service: inputs.name }));
    await retagResource(arn, before.tags, inputs.tags);
    if (inputs.waitForSteadyState === true) await steady(client, { ...partsOf(arn), ...inputs });
    return { arn };
  },
  async delete(arn) {
    const { cluster, service: name } = partsOf(arn);
    await ignoreMissing(client.send(new ecs.UpdateServiceCommand({ cluster, service: name, desiredCount: 0 })));
    await ignoreMissing(client.send(new ecs.DeleteServiceCommand({ cluster, service: name, force: true })));
    // The roles and log groups of the tasks are deleted next.
    await noTasks(client, { cluster, service: name });
  },
});
