import type { Settings } from "@pmp/model";
import { agentRepository } from "../workload/chart.ts";

type Kind = Settings["agent"]["kind"];
type Image = NonNullable<Settings["agent"]["image"]>;

/** Address that the agent listens on: the containers of a task share their loopback, and nobody else reaches it. */
export const AGENT_ADDRESS = "127.0.0.1:2000";

/** What the agent of each kind is on ECS. */
interface AgentKind {
  /** Version of the image that the digest is of. */
  readonly version: string;
  /** Digest of the image's list of platforms: amd64 and arm64. */
  readonly digest: string;
  /** User of the image. */
  readonly user: string;
  /** CPU units and MiB, unless the settings say otherwise. */
  readonly cpu: number;
  readonly memoryMiB: number;
  /** The images are empty but for their programs: a check may call these only. It says that the program can run, or for the collector that it is well. */
  readonly healthCheck: readonly string[];
}

/**
 * Both images by digest, because an agent that can't be pulled keeps the task from starting, and a tag can be moved.
 * Two public deployments name each of these digests. They were not compared with the registry where this was written, which could
 * not be reached: `npm run digests` compares them, and should be run before the first deployment and after each change here.
 */
export const AGENTS: Readonly<Record<Kind, AgentKind>> = {
  xrayDaemon: {
    version: "3.7.0",
    digest: "sha256:b67576293f4d3a0a155f807244957ed0aa4bc945df1573d62d81380a1d548071",
    user: "10001",
    cpu: 32,
    memoryMiB: 128,
    healthCheck: ["CMD", "/xray", "--version"],
  },
  otelCollector: {
    version: "v0.50.0",
    digest: "sha256:7968fb60db6a2390a47ba6a2df029745638486e285c9b2487da1b722d0855a3e",
    user: "4317",
    cpu: 64,
    memoryMiB: 256,
    healthCheck: ["CMD", "/healthcheck"],
  },
};

/** Registry of AWS's public images, which has no VPC endpoint. */
export const PUBLIC_ECR = "public.ecr.aws";

/** An image as ECS takes it. A digest decides over the tag; ECS documents no reference with both. */
export function reference({ repository, tag, digest }: Image): string {
  return digest === undefined ? `${repository}:${tag ?? "latest"}` : `${repository}@${digest}`;
}

/** The agent's own pinned image; its repository is the chart's. @param mirror registry and path in place of public.ecr.aws */
export function agentImage(kind: Kind, mirror: string = PUBLIC_ECR): string {
  return reference({ repository: agentRepository(kind).replace(PUBLIC_ECR, mirror), digest: AGENTS[kind].digest });
}

export interface AgentConfigArgs {
  readonly region: string;
  /** Memory limit of the container: buffers are sized by it. */
  readonly memoryMiB: number;
  /** Custom X-Ray endpoint; the collector only. */
  readonly endpoint?: string | undefined;
  /** Role of another account that gets the traces. */
  readonly assumeRoleArn?: string | undefined;
}

/**
 * Arguments of the X-Ray daemon. Its default buffer is 1 % of the host's memory, which is not the task's; a quarter of the
 * limit leaves room for the daemon itself.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon-configuration.html
 */
export function daemonCommand({ region, memoryMiB, assumeRoleArn }: AgentConfigArgs): string[] {
  const listen = ["-b", AGENT_ADDRESS, "-t", AGENT_ADDRESS];
  const role = assumeRoleArn === undefined ? [] : ["-r", assumeRoleArn];
  // -o: on Fargate there is no instance whose metadata could be read.
  return ["-o", "-n", region, ...listen, "-m", String(Math.floor(memoryMiB / 4)), "-l", "info", ...role];
}

/**
 * Configuration of the collector, as JSON, which is YAML too: the two ports of the daemon, and OTLP, all on loopback. The
 * receiver drops the origin of a segment, and the exporter makes one from cloud.platform and the launch type.
 */
export function collectorConfig(args: AgentConfigArgs & { readonly launchType: string }): string {
  const { region, memoryMiB, endpoint, assumeRoleArn, launchType } = args;
  const role = assumeRoleArn === undefined ? {} : { role_arn: assumeRoleArn };
  const insert = (key: string, value: string) => ({ key, value, action: "insert" });
  return JSON.stringify({
    extensions: { health_check: { endpoint: "127.0.0.1:13133" } },
    receivers: {
      awsxray: {
        endpoint: AGENT_ADDRESS,
        transport: "udp",
        proxy_server: {
          endpoint: AGENT_ADDRESS,
          region,
          local_mode: true,
          ...(endpoint !== undefined && { aws_endpoint: endpoint }),
          ...role,
        },
      },
      otlp: { protocols: { grpc: { endpoint: "127.0.0.1:4317" }, http: { endpoint: "127.0.0.1:4318" } } },
    },
    processors: {
      "resource/ecs": {
        attributes: [
          insert("cloud.provider", "aws"),
          insert("cloud.platform", "aws_ecs"),
          insert("aws.ecs.launchtype", launchType),
        ],
      },
      memory_limiter: {
        check_interval: "1s",
        limit_mib: Math.floor(memoryMiB * 0.8),
        spike_limit_mib: Math.floor(memoryMiB * 0.2),
      },
      batch: { timeout: "1s", send_batch_size: 50 },
    },
    exporters: {
      awsxray: { region, local_mode: true, ...(endpoint !== undefined && { endpoint }), ...role },
    },
    service: {
      extensions: ["health_check"],
      pipelines: {
        "traces/segments": {
          receivers: ["awsxray"],
          processors: ["memory_limiter", "resource/ecs", "batch"],
          exporters: ["awsxray"],
        },
        "traces/otlp": {
          receivers: ["otlp"],
          processors: ["memory_limiter", "batch"],
          exporters: ["awsxray"],
        },
      },
    },
  });
}
