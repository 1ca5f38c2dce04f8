import type { Span } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { XRaySpanExporter, type ExportCounts } from "./exporter.ts";
import type { OpenSegments } from "./open-segments.ts";
import { messageOf, warn } from "./report.ts";
import type { Settings } from "./settings.ts";
import type { SpanSink } from "./span-queue.ts";

const LOOK_EVERY_MS = 1_000;

/** Documents sent and given up so far; all zero for OTLP, whose exporter does not say. */
export type OutputCounts = ExportCounts;

/** Where finished spans go. */
export interface Output {
  sink: SpanSink;
  /** Sends at once what waits; only for the end of the process. */
  sendNow(): void;
  /** Sends long-running segments while they still run; returns a function that ends this. */
  showLongRunning(open: OpenSegments): () => void;
  counts(): OutputCounts;
}

const NO_COUNTS: OutputCounts = { sent: 0, dropped: 0, refusals: 0, tooLarge: 0, unredactable: 0 };
const nothing = (): void => undefined;

export function openOutput(settings: Settings): Output {
  if (settings.exporter === "xray") return xrayOutput(settings);
  const sink = settings.exporter === "otlp" ? otlpLater(settings) : NOWHERE;
  return { sink, sendNow: nothing, showLongRunning: () => nothing, counts: () => NO_COUNTS };
}

function xrayOutput({ agent, redactKeys }: Settings): Output {
  const exporter = new XRaySpanExporter(agent, { redaction: { keys: redactKeys } });
  return {
    sink: exporter,
    sendNow: () => exporter.sendNow(),
    showLongRunning: (open) => {
      const timer = setInterval(() => {
        const spans = open.longRunning().filter(isReadable);
        if (spans.length > 0) exporter.export(spans, nothing);
      }, LOOK_EVERY_MS).unref();
      return () => clearInterval(timer);
    },
    counts: () => exporter.counts,
  };
}

/** The SDK's spans can be read while they run. */
function isReadable(span: Span): span is Span & ReadableSpan {
  return "attributes" in span && "resource" in span;
}

const NOWHERE: SpanSink = {
  export: (_spans, resultCallback) => resultCallback({ code: 0 }),
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

/** OTLP is loaded only when it is asked for; spans wait for it. */
function otlpLater({ redactKeys }: Settings): SpanSink {
  const loading = import("./transport/otlp.ts").then(({ otlpSink }) => otlpSink({ keys: redactKeys }));
  const loaded = loading.catch((error: unknown) => {
    warn("otlp", `OTLP could not be set up; nothing is sent: ${messageOf(error)}`);
    return NOWHERE;
  });
  return {
    export: (spans, resultCallback) => {
      void loaded.then((sink) => sink.export(spans, resultCallback));
    },
    forceFlush: async (timeoutMs) => (await loaded).forceFlush(timeoutMs),
    shutdown: async (timeoutMs) => (await loaded).shutdown(timeoutMs),
  };
}
