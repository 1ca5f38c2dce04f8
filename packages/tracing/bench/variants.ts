import { join } from "node:path";
import type { Endpoints } from "./endpoints.ts";
import type { Peers } from "./peers.ts";
import type { Variant } from "./subject.ts";

export const REGISTER = join(import.meta.dirname, "../dist/register.cjs");

export const NAMES = {
  bare: "bare Express 5",
  none: "@pmp/tracing, 0 %",
  boost: "@pmp/tracing, 0 %, rule with a boost",
  capture: "@pmp/tracing, 0 %, rule with a boost, faults captured",
  tenth: "@pmp/tracing, 10 %",
  all: "@pmp/tracing, 100 %",
  leanTenth: "OpenTelemetry http+express, layers ignored, nothing exported, 10 %",
  leanAll: "OpenTelemetry http+express, layers ignored, nothing exported, 100 %",
  otlpTenth: "OpenTelemetry http+express, layers ignored, OTLP, 10 %",
  otlpAll: "OpenTelemetry http+express, layers ignored, OTLP, 100 %",
  autoTenth: "OpenTelemetry, all auto-instrumentations, nothing exported, 10 %",
  adotTenth: "ADOT's auto-instrumentation, OTLP, 10 %",
  xrayTenth: "aws-xray-sdk-express, 10 %",
} as const;

/** What is compared, bare Express first. */
export function variants({ sdk2, sdk3 }: Peers, { none, boost, tenth, all, collector }: Endpoints): Variant[] {
  const ours = (name: string, address: string, env: Record<string, string> = {}): Variant => ({
    name,
    directory: sdk3,
    setup: REGISTER,
    env: { AWS_XRAY_DAEMON_ADDRESS: address, ...env },
  });
  const otel = (name: string, set: string, ratio: string, env: Record<string, string> = {}): Variant => ({
    name,
    directory: sdk3,
    setup: join(sdk3, "otel.cjs"),
    env: { SET: set, RATIO: ratio, ...env },
  });
  const otlp = { EXPORT: "otlp", OTEL_EXPORTER_OTLP_ENDPOINT: collector };
  const adot = {
    OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
    OTEL_TRACES_SAMPLER_ARG: "0.1",
    OTEL_EXPORTER_OTLP_ENDPOINT: collector,
    OTEL_METRICS_EXPORTER: "none",
    OTEL_LOGS_EXPORTER: "none",
  };
  return [
    { name: NAMES.bare, directory: sdk3 },
    ours(NAMES.none, none),
    ours(NAMES.boost, boost),
    ours(NAMES.capture, boost, { PMP_CAPTURE: "faults" }),
    ours(NAMES.tenth, tenth),
    ours(NAMES.all, all),
    otel(NAMES.leanTenth, "lean", "0.1"),
    otel(NAMES.leanAll, "lean", "1"),
    otel(NAMES.otlpTenth, "lean", "0.1", otlp),
    otel(NAMES.otlpAll, "lean", "1", otlp),
    otel(NAMES.autoTenth, "auto", "0.1"),
    { name: NAMES.adotTenth, directory: sdk2, setup: join(sdk2, "adot.cjs"), env: adot },
    {
      name: NAMES.xrayTenth,
      directory: sdk2,
      setup: join(sdk2, "xray-sdk.cjs"),
      env: { RATIO: "0.1", AWS_XRAY_DAEMON_ADDRESS: tenth },
    },
  ];
}
