/** The endpoints for the app. */
export interface DevTargets {
  /** `host:port` of the agent. */
  readonly agentAddress: string;
  readonly otlpUrl?: string;
  /** The stage's sampling plan, as the tracing package reads it. */
  readonly planFile: string;
  readonly service?: string;
  /** Set if @pmp/tracing is added: URLs of the preload for NODE_OPTIONS, and of the module that it loads. */
  readonly tracing?: { readonly preload: string; readonly register: string };
  /** The app brings @pmp/tracing itself. */
  readonly usesPmp?: boolean;
}

/** The variable with the module that `preload.mjs` loads. */
export const REGISTER_VARIABLE = "PMP_XRAY_DEV_REGISTER";

/**
 * The environment of the user's command. The user's variables are kept, except the addresses, which must point here,
 * and the service. Pure.
 */
export function devEnvironment(env: NodeJS.ProcessEnv, targets: DevTargets): NodeJS.ProcessEnv {
  const { agentAddress, otlpUrl, planFile, service, tracing, usesPmp = false } = targets;
  const pmp = tracing !== undefined || usesPmp;
  return {
    // aws-xray-sdk would end a request outside of a segment with an error, when it is set so.
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    ...(pmp ? { OTEL_TRACES_EXPORTER: "xray" } : {}),
    ...env,
    AWS_XRAY_DAEMON_ADDRESS: agentAddress,
    PMP_SAMPLING_PLAN_FILE: planFile,
    ...(service === undefined ? {} : { OTEL_SERVICE_NAME: service }),
    ...(pmp || otlpUrl === undefined ? {} : otlpOf(env, otlpUrl)),
    ...(tracing !== undefined && {
      NODE_OPTIONS: withPreload(env.NODE_OPTIONS, tracing.preload),
      [REGISTER_VARIABLE]: tracing.register,
    }),
  };
}

/** OpenTelemetry SDKs differ in their default protocol; this endpoint requires HTTP. */
function otlpOf(env: NodeJS.ProcessEnv, url: string): NodeJS.ProcessEnv {
  const protocol = env.OTEL_EXPORTER_OTLP_PROTOCOL;
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: isSet(protocol) && protocol !== "grpc" ? protocol : "http/protobuf",
  };
}

/** Whether the command already loads @pmp/tracing. Loading it again has no effect, but would be confusing. */
export function loadsTracing(env: NodeJS.ProcessEnv, command: readonly string[]): boolean {
  return [env.NODE_OPTIONS ?? "", ...command].some((text) => text.includes("@pmp/tracing/register"));
}

/** A file URL has no spaces, so it needs no quotes on any system. */
function withPreload(options: string | undefined, preload: string): string {
  return [...(isSet(options) ? [options] : []), `--import=${preload}`].join(" ");
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== "";
}
