import { correctedTargets, parseTargetEntries, TARGETS_ALLOWED, type TargetSetting } from "@pmp/sampling/targets";
import { correctedTrust, parseTrustEntries, TRUST_ALLOWED, type TrustSetting } from "@pmp/sampling/trust";
import { readAdaptive } from "./adaptive/read-settings.ts";
import type { AdaptiveSettings } from "./adaptive/settings.ts";
import { ecsEnvironment, ecsMetadataUri } from "./platform/ecs-environment.ts";
import { messageOf, warnOnce } from "./report.ts";
import { DEFAULT_AGENT_ADDRESS, parseAgentAddress, type AgentAddress } from "./transport/agent-address.ts";

export type ExporterName = "xray" | "otlp" | "none";

/** The settings from the environment, read once at the start. */
export interface Settings {
  disabled: boolean;
  agent: AgentAddress;
  planFile: string | undefined;
  /** The plan itself, where no file can be mounted; absent: none. */
  planText?: string;
  /** `xray`: segment documents over UDP to the agent; `otlp`: OTLP over HTTP; `none`: nothing is sent. */
  exporter: ExporterName;
  /** Additional words that mark a key's value as secret. */
  redactKeys: string[];
  /** Callers whose sampling decision is accepted; absent: the default, internal callers. */
  trustSampled?: TrustSetting;
  /** Hosts that get trace headers; absent: the default, own hosts and AWS's. */
  propagateTo?: TargetSetting;
  /** Whether W3C baggage is read, and propagated to the same hosts. */
  baggage?: boolean;
  /** Whether subsegments that end before their segment are embedded in its document; absent: sent separately. */
  embedSubsegments?: boolean;
  /** Where ECS describes the container and its task; absent: not on ECS. */
  ecsMetadataUri?: string;
  /** Adaptive sampling; absent: X-Ray's default anomalies, no captures. */
  adaptive?: AdaptiveSettings;
  resource: Record<string, string>;
}

/**
 * Reads AWS_XRAY_DAEMON_ADDRESS, PMP_SAMPLING_PLAN_FILE, PMP_SAMPLING_PLAN, PMP_REDACT_KEYS, PMP_TRUST_SAMPLED,
 * PMP_PROPAGATE_TO, PMP_EMBED_SUBSEGMENTS, the variables that ECS sets, and OpenTelemetry's own variables
 * (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). A value that can't be used is
 * reported and replaced by its default: tracing must not keep an app from starting.
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const trusted = listOf(env.PMP_TRUST_SAMPLED);
  const targets = listOf(env.PMP_PROPAGATE_TO);
  const metadata = ecsMetadataUri(env);
  const baggage = listOf(env.OTEL_PROPAGATORS).some((name) => name.toLowerCase() === "baggage");
  const planText = nonEmpty(env.PMP_SAMPLING_PLAN);
  return {
    disabled: env.OTEL_SDK_DISABLED?.trim().toLowerCase() === "true",
    agent: agentAddress(env.AWS_XRAY_DAEMON_ADDRESS),
    planFile: nonEmpty(env.PMP_SAMPLING_PLAN_FILE),
    ...(planText !== undefined && { planText }),
    exporter: exporterOf(env),
    redactKeys: listOf(env.PMP_REDACT_KEYS),
    ...(trusted.length > 0 && { trustSampled: trustOf(trusted) }),
    ...(targets.length > 0 && { propagateTo: targetsOf(targets) }),
    ...(baggage && { baggage }),
    ...(flagOf("PMP_EMBED_SUBSEGMENTS", env.PMP_EMBED_SUBSEGMENTS) && { embedSubsegments: true }),
    ...(metadata !== undefined && { ecsMetadataUri: metadata }),
    ...readAdaptive(env),
    resource: resourceOf(env),
  };
}

/**
 * OTEL_TRACES_EXPORTER decides. Without it, an OTLP endpoint in the environment selects OTLP; the default is X-Ray.
 */
function exporterOf(env: NodeJS.ProcessEnv): ExporterName {
  const protocol = nonEmpty(env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL) ?? nonEmpty(env.OTEL_EXPORTER_OTLP_PROTOCOL);
  const endpoint = nonEmpty(env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) ?? nonEmpty(env.OTEL_EXPORTER_OTLP_ENDPOINT);
  const name = nonEmpty(env.OTEL_TRACES_EXPORTER)?.toLowerCase() ?? (endpoint === undefined ? "xray" : "otlp");
  if (name === "otlp" && protocol !== undefined && protocol !== "http/protobuf") {
    warnOnce(
      "otlp-protocol",
      `OTEL_EXPORTER_OTLP_PROTOCOL is ${JSON.stringify(protocol)}; only "http/protobuf" is supported; using it.`,
    );
  }
  if (name === "xray" || name === "otlp" || name === "none") return name;
  warnOnce(
    "exporter",
    `OTEL_TRACES_EXPORTER is ${JSON.stringify(name)}; it must be "xray", "otlp" or "none". Using "xray".`,
  );
  return "xray";
}

function listOf(value: string | undefined): string[] {
  return (value ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function targetsOf(entries: string[]): TargetSetting {
  const { setting, problems } = parseTargetEntries(entries);
  if (problems.length > 0) {
    const fix = fixOf("PMP_PROPAGATE_TO", correctedTargets(entries, problems));
    const instead = setting.patterns.length > 0 ? "The other entries are used." : "Using the default.";
    warnOnce("targets", `PMP_PROPAGATE_TO has ${wrongOf(problems)}; it must be ${TARGETS_ALLOWED}.${fix} ${instead}`);
  }
  return setting;
}

function wrongOf(problems: readonly { given: string; reason: string }[]): string {
  return problems.map(({ given, reason }) => `${JSON.stringify(given)} (${reason})`).join(", ");
}

function fixOf(variable: string, corrected: readonly string[] | undefined): string {
  return corrected ? ` Set ${variable}=${corrected.join(",")}.` : "";
}

function trustOf(entries: string[]): TrustSetting {
  const { setting, problems } = parseTrustEntries(entries);
  if (problems.length > 0) {
    const fix = fixOf("PMP_TRUST_SAMPLED", correctedTrust(entries, problems));
    const instead =
      setting.kind === "listed" ? "The other entries are used." : "Using the default: callers from inside.";
    warnOnce("trust", `PMP_TRUST_SAMPLED has ${wrongOf(problems)}; it must be ${TRUST_ALLOWED}.${fix} ${instead}`);
  }
  return setting;
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
  const attributes = ecsEnvironment(env);
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

function flagOf(name: string, value: string | undefined): boolean {
  const text = nonEmpty(value)?.toLowerCase() ?? "false";
  if (text !== "true" && text !== "false")
    warnOnce(`flag-${name}`, `${name} is ${JSON.stringify(text)}; it must be "true" or "false". Using "false".`);
  return text === "true";
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
