import { checkSettings } from "../../../../../components/settings/load.ts";
import { taskOf } from "../../../../../components/ecs/task.ts";
import type { LaunchType } from "@pmp/model/ecs";
import { stackConfig } from "../../../../../offline/stack-config.ts";

type Tree = Record<string, unknown>;

/** A task definition, as RegisterTaskDefinition takes it, and where it is to run. */
export interface Case {
  readonly name: string;
  readonly launchType: LaunchType;
  readonly definition: Tree;
}

/** The definition that a stack of this repository makes, as plain data. */
function madeBy(stack: "ecs-dev" | "ecs-prod", kind: "xrayDaemon" | "otelCollector"): Tree {
  const settings = checkSettings(stackConfig(stack, { "pmp-xray:agent": { kind } }));
  if (settings.platform !== "ecs") throw new Error(`${stack} is not on ECS`);
  const place = { region: "us-east-1", accountId: "123456789012", partition: "aws", clusterName: "pmp-cluster" };
  return JSON.parse(JSON.stringify(taskOf({ ...place, settings, plan: settings.plan }))) as Tree;
}

/** Changes of the program's own definition, each of which is right or wrong by itself: `containers.0` is the API. */
const CHANGES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "as it is": {},
  "another size": { cpu: "1024", memory: "2048" },
  "CPU that Fargate has not": { cpu: "500" },
  "memory that does not go with the CPU": { cpu: "256", memory: "4096", "containerDefinitions.0.cpu": 128 },
  "the largest CPU": { cpu: "16384", memory: "32768" },
  "memory between two steps": { cpu: "8192", memory: "18000" },
  "no essential container": { "containerDefinitions.0.essential": false },
  "both containers essential": { "containerDefinitions.1.essential": true },
  "a log driver of EC2": { "containerDefinitions.0.logConfiguration": { logDriver: "json-file" } },
  "awslogs without a group": { "containerDefinitions.0.logConfiguration.options.awslogs-group": undefined },
  "awslogs without a region": { "containerDefinitions.0.logConfiguration.options.awslogs-region": undefined },
  "awslogs without a prefix": { "containerDefinitions.0.logConfiguration.options.awslogs-stream-prefix": undefined },
  "an unknown log mode": { "containerDefinitions.0.logConfiguration.options.mode": "fast" },
  privileged: { "containerDefinitions.0.privileged": true },
  "extra hosts": { "containerDefinitions.0.extraHosts": [{ hostname: "a", ipAddress: "10.0.0.1" }] },
  links: { "containerDefinitions.0.links": ["xray-daemon"] },
  "another host port": { "containerDefinitions.0.portMappings.0.hostPort": 80 },
  "no host port": { "containerDefinitions.0.portMappings.0.hostPort": undefined },
  "a health check without CMD": { "containerDefinitions.0.healthCheck.command": ["/healthcheck", "x"] },
  "an interval that is too short": { "containerDefinitions.0.healthCheck.interval": 1 },
  "a timeout that is too long": { "containerDefinitions.0.healthCheck.timeout": 100 },
  "too many retries": { "containerDefinitions.0.healthCheck.retries": 11 },
  "a start period that is too long": { "containerDefinitions.0.healthCheck.startPeriod": 301 },
  "a restart period that is too short": { "containerDefinitions.1.restartPolicy.restartAttemptPeriod": 5 },
  "a restart period that is too long": { "containerDefinitions.1.restartPolicy.restartAttemptPeriod": 1801 },
  "no restart policy": { "containerDefinitions.1.restartPolicy": undefined },
  "a stop timeout that is too long": { "containerDefinitions.0.stopTimeout": 121 },
  "a stop timeout that is too short": { "containerDefinitions.0.stopTimeout": 1 },
  "the agent's health waited for": { "containerDefinitions.0.dependsOn.0.condition": "HEALTHY" },
  "an unknown condition": { "containerDefinitions.0.dependsOn.0.condition": "READY" },
  "an unknown dependency": { "containerDefinitions.0.dependsOn.0.containerName": "nobody" },
  "a circle": { "containerDefinitions.1.dependsOn": [{ containerName: "api", condition: "START" }] },
  "health of a container without a check": {
    "containerDefinitions.0.dependsOn.0.condition": "HEALTHY",
    "containerDefinitions.1.healthCheck": undefined,
  },
  "an essential container that has to end": {
    "containerDefinitions.1.essential": true,
    "containerDefinitions.0.dependsOn.0.condition": "SUCCESS",
  },
  "two containers with one name": {
    "containerDefinitions.1.name": "api",
    "containerDefinitions.0.dependsOn": undefined,
  },
  "more memory than the task": { "containerDefinitions.0.memory": 100_000 },
  "more CPU than the task": { "containerDefinitions.0.cpu": 100_000 },
  "memory below the reservation": { "containerDefinitions.0.memoryReservation": 8192 },
  "too little memory": { "containerDefinitions.1.memory": 5 },
  "a capability that Fargate has not": { "containerDefinitions.0.linuxParameters.capabilities.add": ["NET_ADMIN"] },
  "a capability that Fargate has": { "containerDefinitions.0.linuxParameters.capabilities.add": ["SYS_PTRACE"] },
  "shared memory": { "containerDefinitions.0.linuxParameters.sharedMemorySize": 64 },
  "no tmpfs": { "containerDefinitions.0.linuxParameters.tmpfs": undefined },
  "ephemeral storage": { ephemeralStorage: { sizeInGiB: 21 } },
  "ephemeral storage below the least": { ephemeralStorage: { sizeInGiB: 20 } },
  "ephemeral storage above the most": { ephemeralStorage: { sizeInGiB: 201 } },
  "a secret by its ARN": {
    "containerDefinitions.0.secrets": [
      { name: "A", valueFrom: "arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbCdEf:k::" },
    ],
  },
};

/** Each change of each definition: both agents, both launch types, every field that the validator looks at. */
export function cases(): Case[] {
  const made = [
    { of: "daemon", base: madeBy("ecs-dev", "xrayDaemon") },
    { of: "collector", base: madeBy("ecs-prod", "otelCollector") },
  ];
  return (["FARGATE", "EC2"] as const).flatMap((launchType) =>
    made.flatMap(({ of, base }) =>
      Object.entries(CHANGES).map(([change, values]): Case => {
        const definition = structuredClone(base);
        for (const [path, value] of Object.entries(values)) put(definition, path.split("."), value);
        return { name: `${launchType}, ${of}: ${change}`, launchType, definition };
      }),
    ),
  );
}

/** Sets a value, or takes it out. Names of log options have no dots. */
function put(tree: Tree, [step = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length > 0) put((tree[step] ??= {}) as Tree, rest, value);
  else if (value === undefined) Reflect.deleteProperty(tree, step);
  else tree[step] = value;
}

/** The definition as a CloudFormation template. Names of options and of variables are data, and stay as they are. */
export function template({ definition, launchType }: Case): Tree {
  const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
  return {
    Resources: {
      Task: {
        Type: "AWS::ECS::TaskDefinition",
        Properties: {
          ...(capitalized(definition) as Tree),
          NetworkMode: "awsvpc",
          RequiresCompatibilities: [launchType],
          TaskRoleArn: role("task"),
          ExecutionRoleArn: role("execution"),
          RuntimePlatform: { CpuArchitecture: "X86_64", OperatingSystemFamily: "LINUX" },
        },
      },
    },
  };
}

function capitalized(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitalized);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key.charAt(0).toUpperCase() + key.slice(1),
      key === "options" ? (member as unknown) : capitalized(member),
    ]),
  );
}
