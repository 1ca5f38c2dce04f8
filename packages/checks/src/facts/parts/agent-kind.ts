import { AGENT_NAME } from "@pmp/model/aws";
import type { AgentKind } from "../../target.ts";

/** What tells which agent a container runs. */
export interface AgentTraits {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
}

/** Which agent a container runs; undefined when it runs none. By its image, else by what the chart passes to it. */
export function agentKind({ name, image, args }: AgentTraits): AgentKind | undefined {
  if (image.includes("cloudwatch-agent")) return "cloudwatchAgent";
  if (/otel-collector|opentelemetry-collector|otelcol/.test(image)) return "otelCollector";
  if (image.includes("xray-daemon")) return "xrayDaemon";
  if (name !== AGENT_NAME) return undefined;
  return args.some((arg) => arg.includes("collector.yaml")) ? "otelCollector" : "xrayDaemon";
}
