import { defineFact, NotRead } from "../fact.ts";
import { visible } from "./parts/pod.ts";

export interface EcsContainer {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly essential: boolean;
  readonly ports: readonly { readonly port: number; readonly protocol: string }[];
  /** Container and condition: `xray-daemon START`. */
  readonly dependsOn: readonly { readonly container: string; readonly condition: string }[];
  readonly links: readonly string[];
  readonly logGroup?: string;
  readonly logStreamPrefix?: string;
}

/** The task definition that the API's service runs. */
export interface EcsTask {
  readonly arn: string;
  readonly networkMode: string;
  readonly taskRoleArn?: string;
  readonly executionRoleArn?: string;
  readonly os: string;
  readonly containers: readonly EcsContainer[];
  readonly running: number;
  readonly desired: number;
}

export const ecsTask = defineFact({
  name: "ecs-task",
  title: "task definition of the API's ECS service",
  platform: "ecs",
  iam: ["ecs:DescribeServices", "ecs:DescribeTaskDefinition"],
  read: async ({ aws, target }): Promise<EcsTask> => {
    const { cluster, ecsService = target.service } = target;
    const ecs = await aws("ecs");
    const { services = [] } = await ecs.describeServices({ cluster, services: [ecsService] });
    const [service] = services;
    if (service?.taskDefinition === undefined) {
      throw new NotRead(
        "failed",
        `cluster ${cluster ?? "default"} has no service ${ecsService}: name it by --ecs-service`,
      );
    }
    const { taskDefinition: task } = await ecs.describeTaskDefinition({ taskDefinition: service.taskDefinition });
    return {
      arn: task?.taskDefinitionArn ?? service.taskDefinition,
      networkMode: task?.networkMode ?? "bridge",
      ...(task?.taskRoleArn !== undefined && { taskRoleArn: task.taskRoleArn }),
      ...(task?.executionRoleArn !== undefined && { executionRoleArn: task.executionRoleArn }),
      os: task?.runtimePlatform?.operatingSystemFamily ?? "LINUX",
      running: service.runningCount ?? 0,
      desired: service.desiredCount ?? 0,
      containers: (task?.containerDefinitions ?? []).map((each) => {
        const { "awslogs-group": logGroup, "awslogs-stream-prefix": logStreamPrefix } =
          each.logConfiguration?.options ?? {};
        return {
          name: each.name ?? "",
          image: each.image ?? "",
          args: [...(each.entryPoint ?? []), ...(each.command ?? [])],
          env: visible(Object.fromEntries((each.environment ?? []).map(({ name = "", value = "" }) => [name, value]))),
          essential: each.essential ?? true,
          ports: (each.portMappings ?? []).map(({ containerPort = 0, protocol = "tcp" }) => ({
            port: containerPort,
            protocol,
          })),
          dependsOn: (each.dependsOn ?? []).map(({ containerName = "", condition = "" }) => ({
            container: containerName,
            condition,
          })),
          links: each.links ?? [],
          ...(logGroup !== undefined && { logGroup }),
          ...(logStreamPrefix !== undefined && { logStreamPrefix }),
        };
      }),
    };
  },
});
