import { messageOf, warnOnce } from "./report.ts";
import { DEFAULT_AGENT_ADDRESS, parseAgentAddress, type AgentAddress } from "./transport/agent-address.ts";

/** What the environment says, read once at the start. */
export interface Settings {
  disabled: boolean;
  agent: AgentAddress;
  planFile: string | undefined;
  resource: Record<string, string>;
}

/**
 * Reads AWS_XRAY_DAEMON_ADDRESS, PMP_SAMPLING_PLAN_FILE and OpenTelemetry's own variables
 * (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). A value that can't be used is
 * reported and replaced by its default: tracing must not keep an app from starting.
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  return {
    disabled: env.OTEL_SDK_DISABLED?.trim().toLowerCase() === "true",
    agent: agentAddress(env.AWS_XRAY_DAEMON_ADDRESS),
    planFile: nonEmpty(env.PMP_SAMPLING_PLAN_FILE),
    resource: resourceOf(env),
  };
}

function agentAddress(value: string | undefined): AgentAddress {
  const text = nonEmpty(value);
  if (text === undefined) return DEFAULT_AGENT_ADDRESS;
  try {
    return parseAgentAddress(text);
  } catch (error) {
    warnOnce("agent-address", `${messageOf(error)} Using 127.0.0.1:2000.`);
    return DEFAULT_AGENT_ADDRESS;
  }
}

function resourceOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const attributes: Record<string, string> = {};
  const region = nonEmpty(env.AWS_REGION);
  if (region !== undefined) attributes["cloud.region"] = region;
  for (const pair of (env.OTEL_RESOURCE_ATTRIBUTES ?? "").split(",")) {
    if (pair.trim() === "") continue;
    const [key, value, ...more] = pair.split("=").map((part) => part.trim());
    if (key === undefined || key === "" || value === undefined || more.length > 0) {
      warnOnce(
        "resource",
        `OTEL_RESOURCE_ATTRIBUTES has ${JSON.stringify(pair)}; it must be key=value, percent-encoded.`,
      );
      continue;
    }
    attributes[key] = decoded(value);
  }
  const service = nonEmpty(env.OTEL_SERVICE_NAME);
  if (service !== undefined) attributes["service.name"] = service;
  attributes["service.name"] ??= "unknown_service:node";
  return attributes;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function nonEmpty(value: string | undefined): string | undefined {
  const text = value?.trim();
  return text === "" ? undefined : text;
}
