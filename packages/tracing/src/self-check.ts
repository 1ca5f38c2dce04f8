import { createRequire } from "node:module";
import { join } from "node:path";
import { ROOT_CONTEXT, trace, type TracerProvider } from "@opentelemetry/api";
import { guarded } from "./guard.ts";
import { globalApi, writeWarning } from "./log.ts";
import { TraceRoot, withTraceRoot } from "./propagation/deferred-sampling.ts";
import { randomTraceId } from "./ids.ts";
import { warnOnce } from "./report.ts";

/**
 * Checks that spans created through the OpenTelemetry API are recorded, and warns with the cause if not. Known causes
 * of missing traces without an error: another registration came first, or the app has another copy of the API.
 */
export function checkRegistration(provider: TracerProvider): void {
  const delegate = globalApi().trace;
  const ours = delegate === trace.getTracerProvider() && delegateOf(delegate) === provider;
  if (!ours && delegate === undefined) {
    const version = typeof globalApi().version === "string" ? String(globalApi().version) : "unknown";
    // The logger is refused as well, so a warning through the API would not appear.
    writeWarning(
      `another copy of @opentelemetry/api, ${version}, was used first and refuses this one: requests become segments, but without their callers' traces and without calls, annotations and errors. Install one version of it, and import "@pmp/tracing/register" before anything else.`,
    );
  } else if (!ours) {
    warnOnce(
      "registered",
      "another OpenTelemetry SDK was registered before; spans made through the OpenTelemetry API go there and not to X-Ray. Remove one of the two.",
    );
  } else if (!records()) {
    warnOnce("no-op", "spans made through the OpenTelemetry API are not recorded: a no-op provider is in place.");
  }
  // It reads files; the app must not wait for that.
  setImmediate(guarded("self-check", checkCopies));
}

function delegateOf(provider: unknown): unknown {
  return typeof provider === "object" &&
    provider !== null &&
    "getDelegate" in provider &&
    typeof provider.getDelegate === "function"
    ? Reflect.apply(provider.getDelegate, provider, [])
    : provider;
}

/** A span of a sampled trace must record. It is never ended, so it is not exported. */
function records(): boolean {
  const sampled = withTraceRoot(ROOT_CONTEXT, new TraceRoot(randomTraceId(), true));
  return trace.getTracer("@pmp/tracing self-check").startSpan("self-check", {}, sampled).isRecording();
}

/** The app's copy of the API must be compatible with the registration through ours. */
function checkCopies(): void {
  const registered = globalApi().version;
  const used = versionFor(process.argv[1] ?? join(process.cwd(), "index.js"));
  if (typeof registered !== "string" || used === undefined || used === registered) return;
  const newer = minor(used) > minor(registered);
  const effect = newer
    ? `calls made through ${used} do nothing, because tracing was registered through the older one`
    : "they work together, but only as long as neither is updated";
  warnOnce(
    "api-copies",
    `two copies of @opentelemetry/api are installed, ${registered} and ${used}: ${effect}. Install ${registered} in the app as well, and run npm dedupe.`,
  );
}

function minor(version: string): number {
  return Number(version.split(".")[1]);
}

/** The version of the API that the app would load, read without loading it. */
function versionFor(file: string): string | undefined {
  try {
    const require = createRequire(file);
    const entry = require.resolve("@opentelemetry/api");
    const root = /^(.*[\\/]@opentelemetry[\\/]api)[\\/]/.exec(entry)?.[1];
    const manifest: unknown = root === undefined ? undefined : require(join(root, "package.json"));
    const version: unknown =
      typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, "version") : undefined;
    return typeof version === "string" ? version : undefined;
  } catch {
    // The app has no copy, or is bundled.
    return undefined;
  }
}
