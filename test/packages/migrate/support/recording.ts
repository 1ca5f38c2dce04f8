import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { startXRayLocal, type TraceDetail } from "@pmp/xray-local";
import { Program } from "../../tracing/process/support.ts";
import { call } from "../../tracing/support/traced.ts";
import type { App } from "./apps.ts";
import type { Recorded, RecordedSegment } from "./recorded.ts";

type SegmentDocument = TraceDetail["segments"][number];

/** How long nothing else may arrive, in milliseconds: what is expected may be a part of what is sent. */
const SETTLED = 500;

/**
 * Runs an app against a local X-Ray and makes its requests, each in a trace of its own.
 *
 * @param enough whether everything is there; asked until it is, or until the patience is over
 */
export async function record(app: App, folder: string, enough: (recorded: Recorded[]) => boolean): Promise<Recorded[]> {
  if (app.run === undefined) throw new Error(`${app.name} can't be run`);
  const xray = await startXRayLocal({ agentPort: 0, otlpPort: app.run.otlp ? 0 : false, page: false });
  const { entry, require: preload, requests } = app.run;
  const env = {
    AWS_XRAY_DAEMON_ADDRESS: xray.agentAddress,
    AWS_REGION: "eu-west-1",
    API: xray.apiUrl,
    ...(xray.otlpUrl && { OTEL_EXPORTER_OTLP_ENDPOINT: xray.otlpUrl, OTEL_BSP_SCHEDULE_DELAY: "200" }),
  };
  const options = preload === undefined ? [] : ["--require", join(folder, preload)];
  const program = new Program(join(folder, entry), env, options);
  try {
    const port = await program.port();
    // X-Ray refuses what is too old, by the time in the id.
    const epoch = Math.floor(Date.now() / 1_000).toString(16);
    const roots = requests.map(() => `1-${epoch}-${randomBytes(12).toString("hex")}`);
    // Without a parent, AWS's propagator for OpenTelemetry takes no header.
    const parent = app.run.otlp ? "Parent=53995c3f42cd8ad8;" : "";
    for (const [index, path] of requests.entries()) {
      await call(port, { path, headers: { "x-amzn-trace-id": `Root=${roots[index] ?? ""};${parent}Sampled=1` } });
    }
    const deadline = Date.now() + 10_000;
    let since: number | undefined;
    for (;;) {
      const traces = new Map(xray.traces().map((trace) => [trace.summary.id, trace.segments]));
      const recorded = requests.map((request, index) => ({
        request,
        segments: normalized(traces.get(roots[index] ?? "") ?? [], port),
      }));
      since = enough(recorded) ? (since ?? Date.now()) : undefined;
      if (Date.now() > deadline || (since !== undefined && Date.now() - since >= SETTLED)) return recorded;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    program.kill("SIGKILL");
    await program.ended;
    await xray.close();
  }
}

function normalized(documents: readonly SegmentDocument[], port: number): RecordedSegment[] {
  return documents
    .map((document) => segmentOf(document, port))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** A segment without what differs from run to run, and without what the SDK says of itself. */
function segmentOf(document: SegmentDocument, port: number): RecordedSegment {
  const {
    name,
    namespace,
    type,
    http,
    user,
    annotations,
    metadata,
    cause,
    aws,
    subsegments = [],
    in_progress,
  } = document;
  const shown = (text: string): string =>
    text.replaceAll(`127.0.0.1:${port}`, "HOST").replaceAll(/127\.0\.0\.1:\d+/g, "OTHER");
  const outcome = (["fault", "error", "throttle"] as const).filter((each) => document[each] === true);
  // Only @pmp/tracing records the route.
  const own = Object.entries(metadata ?? {}).flatMap(([namespace, values]): [string, unknown][] => {
    const rest = Object.entries(values as object).filter(([key]) => key !== "http.route");
    return rest.length === 0 ? [] : [[namespace, Object.fromEntries(rest)]];
  });
  const errors = typeof cause === "object" ? (cause.exceptions ?? []).map(({ message }) => message ?? "") : [];
  const below = normalized(subsegments, port);
  return {
    name: shown(name),
    kind: namespace ?? (type === "subsegment" || http === undefined ? "local" : "segment"),
    ...(http?.request?.url !== undefined && {
      http: `${http.request.method ?? ""} ${shown(http.request.url)} ${String(http.response?.status ?? "")}`,
    }),
    ...(user !== undefined && { user }),
    ...(annotations !== undefined && Object.keys(annotations).length > 0 && { annotations }),
    ...(own.length > 0 && { metadata: Object.fromEntries(own) }),
    ...(outcome.length > 0 && { outcome }),
    ...(errors.length > 0 && { errors: errors.map((message) => message.replace(/'\/.*\//, "'")) }),
    ...(aws !== undefined && "operation" in aws && { operation: aws.operation }),
    ...(in_progress === true && { unfinished: true }),
    ...(below.length > 0 && { below }),
  };
}
