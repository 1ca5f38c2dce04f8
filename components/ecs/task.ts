import { AGENT_NAME } from "@pmp/model/aws";
import { toFallbackFile, type Plan } from "@pmp/planning";
import type { EcsSettings } from "@pmp/model";
import { captureVariables } from "../tracing/capture.ts";
import { AGENT_ADDRESS, agentImage, AGENTS, collectorConfig, daemonCommand, reference } from "./agent.ts";

/** Name of the API's container. */
export const API = "api";

/** Members of the API's container that the program makes from other settings; null: there is no setting. */
export const API_OWN_KEYS: ReadonlyMap<string, string | null> = new Map([
  ["name", null],
  ["image", "pmp-xray:api.image"],
  ["essential", null],
  ["environment", "pmp-xray:ecs.environment"],
  ["secrets", "pmp-xray:ecs.secrets"],
  ["portMappings", "pmp-xray:ecs.port"],
  ["user", "pmp-xray:ecs.user"],
  ["stopTimeout", "pmp-xray:ecs.stopSeconds"],
]);

/** What is known of AWS before anything is made. */
export interface TaskPlace {
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  readonly clusterName: string;
  /** Registry and path in place of public.ecr.aws, for the agent's own image. Default: none. */
  readonly mirror?: string | undefined;
}

export interface TaskArgs extends TaskPlace {
  readonly settings: Pick<EcsSettings, "stage" | "api" | "agent" | "ecs" | "nameSuffix">;
  /** What the API samples by while it can't reach the agent. */
  readonly plan: Pick<Plan, "rules" | "trustSampled" | "capturePerSecond">;
}

/** A task definition as far as settings decide it. */
export interface Task {
  readonly family: string;
  readonly cpu: string;
  readonly memory: string;
  readonly containerDefinitions: readonly Readonly<Record<string, unknown>>[];
}

/** Names of the log groups of the API and of the agent. */
export function logGroupNames({ api, nameSuffix }: TaskArgs["settings"]): {
  readonly api: string;
  readonly agent: string;
} {
  const family = `${api.serviceName}${nameSuffix}`;
  return { api: `/ecs/${family}/api`, agent: `/ecs/${family}/xray` };
}

/**
 * The task: the API, the agent beside it, and the settings' further containers. It is made before anything exists, from
 * names rather than from what AWS answers, so that the whole of it is checked and shown in a preview.
 */
export function taskOf(args: TaskArgs): Task {
  const { settings } = args;
  const { ecs } = settings;
  return {
    family: `${settings.api.serviceName}${settings.nameSuffix}`,
    cpu: String(ecs.cpu),
    memory: String(ecs.memoryMiB),
    containerDefinitions: [apiContainer(args), agentContainer(args), ...ecs.containers],
  };
}

/** The agent's part of the task, with defaults by its kind. */
export function agentSize({ agent, ecs }: TaskArgs["settings"]): { readonly cpu: number; readonly memoryMiB: number } {
  return {
    cpu: ecs.agent.cpu ?? AGENTS[agent.kind].cpu,
    memoryMiB: ecs.agent.memoryMiB ?? AGENTS[agent.kind].memoryMiB,
  };
}

function apiContainer(args: TaskArgs): Readonly<Record<string, unknown>> {
  const { settings } = args;
  const { api, ecs } = settings;
  const { dependsOn = [], ...more } = ecs.api;
  return {
    name: API,
    image: reference(api.image),
    essential: true,
    ...restOfTask(settings),
    user: String(ecs.user),
    // A shell on demand writes to the root file system.
    readonlyRootFilesystem: !ecs.exec,
    linuxParameters: hardened(64),
    // START, not HEALTHY: it holds also when the agent has ended again, so that a broken agent keeps no API from starting.
    // It also has the agent stopped after the API.
    dependsOn: [
      { containerName: AGENT_NAME, condition: "START" },
      ...(Array.isArray(dependsOn) ? (dependsOn as unknown[]) : [dependsOn]),
    ],
    stopTimeout: ecs.stopSeconds,
    portMappings: [{ containerPort: ecs.port, hostPort: ecs.port, protocol: "tcp" }],
    environment: variables({ ...ecs.environment, ...ownVariables(args) }),
    ...(Object.keys(ecs.secrets).length > 0 && {
      secrets: sorted(ecs.secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
    }),
    healthCheck: {
      command: ["CMD", "node", "-e", healthProbe(ecs.port, ecs.healthPath)],
      interval: 10,
      timeout: 5,
      retries: 3,
      startPeriod: 30,
    },
    logConfiguration: logs(args, "api"),
    ...more,
  };
}

/** What the other containers leave of the task. Of a container without sizes nothing is known, and nothing is subtracted. */
function restOfTask(settings: TaskArgs["settings"]): { readonly cpu: number; readonly memory: number } {
  const { ecs } = settings;
  const { cpu, memoryMiB } = agentSize(settings);
  const others = (key: string) => ecs.containers.reduce((sum, container) => sum + (Number(container[key]) || 0), 0);
  return { cpu: ecs.cpu - cpu - others("cpu"), memory: ecs.memoryMiB - memoryMiB - others("memory") };
}

/** By Node itself: an image of a Node.js API need not have curl. */
function healthProbe(port: number, path: string): string {
  return `fetch("http://127.0.0.1:${port}${path}").then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
}

function agentContainer(args: TaskArgs): Readonly<Record<string, unknown>> {
  const { settings, region, mirror } = args;
  const { agent, ecs } = settings;
  const kind = AGENTS[agent.kind];
  const { cpu, memoryMiB } = agentSize(settings);
  const config = { region, memoryMiB, endpoint: agent.endpoint, assumeRoleArn: agent.assumeRoleArn };
  const isCollector = agent.kind === "otelCollector";
  return {
    name: AGENT_NAME,
    image: agent.image === undefined ? agentImage(agent.kind, mirror) : reference(agent.image),
    // The end of the agent is no end of the API; ECS starts it again.
    essential: false,
    restartPolicy: { enabled: true, restartAttemptPeriod: 60 },
    cpu,
    memory: memoryMiB,
    user: kind.user,
    readonlyRootFilesystem: true,
    linuxParameters: hardened(),
    stopTimeout: ecs.agent.stopSeconds,
    command: isCollector ? ["--config=env:AOT_CONFIG_CONTENT"] : daemonCommand(config),
    environment: variables({
      AWS_REGION: region,
      AWS_EC2_METADATA_DISABLED: "true",
      // The region's STS, which a VPC endpoint can serve.
      AWS_STS_REGIONAL_ENDPOINTS: "regional",
      ...(agent.stsEndpoint !== undefined && { AWS_ENDPOINT_URL_STS: agent.stsEndpoint }),
      // Without a limit of its own, Go's heap grows past the container's when X-Ray hangs.
      GOMEMLIMIT: `${Math.floor(memoryMiB * 0.8)}MiB`,
      ...(isCollector && { AOT_CONFIG_CONTENT: collectorConfig({ ...config, launchType: launchType(ecs) }) }),
    }),
    // For people who look: nothing waits for it, and it doesn't count for the task's health.
    healthCheck: { command: kind.healthCheck, interval: 30, timeout: 5, retries: 3, startPeriod: 10 },
    logConfiguration: logs(args, "agent"),
  };
}

/** No capabilities, a first process that passes signals on and reaps, and where it is needed a /tmp in memory. */
function hardened(tmpMiB?: number): Readonly<Record<string, unknown>> {
  return {
    capabilities: { drop: ["ALL"] },
    initProcessEnabled: true,
    ...(tmpMiB !== undefined && {
      tmpfs: [{ containerPath: "/tmp", size: tmpMiB, mountOptions: ["noexec", "nosuid"] }],
    }),
  };
}

/** Mode and buffer are set because the account's default decides otherwise, and has changed: a full buffer must not block the API. */
function logs({ settings, region }: TaskArgs, of: "api" | "agent"): Readonly<Record<string, unknown>> {
  return {
    logDriver: "awslogs",
    options: {
      "awslogs-group": logGroupNames(settings)[of],
      "awslogs-region": region,
      "awslogs-stream-prefix": settings.api.serviceName,
      mode: "non-blocking",
      "max-buffer-size": "25m",
    },
  };
}

function ownVariables(args: TaskArgs): Readonly<Record<string, string>> {
  const { settings, plan, region } = args;
  const { stage, api, ecs } = settings;
  return {
    NODE_ENV: stage === "staging" || stage === "prod" ? "production" : "development",
    PORT: String(ecs.port),
    OTEL_SERVICE_NAME: api.serviceName,
    OTEL_RESOURCE_ATTRIBUTES: resourceAttributes(args),
    AWS_REGION: region,
    AWS_XRAY_DAEMON_ADDRESS: AGENT_ADDRESS,
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    PMP_SAMPLING_PLAN: JSON.stringify(toFallbackFile(plan)),
    ...(plan.trustSampled !== undefined &&
      plan.trustSampled.length > 0 && { PMP_TRUST_SAMPLED: plan.trustSampled.join(",") }),
    ...(api.propagateTo.length > 0 && { PMP_PROPAGATE_TO: api.propagateTo.join(",") }),
    ...captureVariables(plan),
  };
}

/** As OpenTelemetry and the X-Ray exporter write it. */
function launchType(ecs: TaskArgs["settings"]["ecs"]): string {
  return ecs.launchType.toLowerCase();
}

/**
 * What is known of the API's place at the time of deployment, so that traces lead to their logs and to the cluster also when
 * the task's metadata can't be read. https://opentelemetry.io/docs/specs/semconv/resource/cloud-provider/aws/ecs/
 */
function resourceAttributes({ settings, region, accountId, partition, clusterName }: TaskArgs): string {
  const { stage, api, ecs, nameSuffix } = settings;
  const group = logGroupNames(settings).api;
  const arn = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
  const attributes = {
    "cloud.provider": "aws",
    "cloud.platform": "aws_ecs",
    "cloud.region": region,
    "cloud.account.id": accountId,
    "deployment.environment.name": stage,
    ...(api.image.tag !== undefined && { "service.version": api.image.tag }),
    "container.name": API,
    "aws.ecs.cluster.arn": arn("ecs", `cluster/${clusterName}`),
    "aws.ecs.task.family": `${api.serviceName}${nameSuffix}`,
    "aws.ecs.launchtype": launchType(ecs),
    "aws.log.group.names": group,
    "aws.log.group.arns": arn("logs", `log-group:${group}`),
  };
  return Object.entries(attributes)
    .map(([key, value]) => `${key}=${value.replace(/[%,=\s]/g, encodeURIComponent)}`)
    .join(",");
}

function variables(values: Readonly<Record<string, string>>) {
  return sorted(values).map(([name, value]) => ({ name, value }));
}

/** By name, as ECS answers them: another order would be a change. */
function sorted(values: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}
