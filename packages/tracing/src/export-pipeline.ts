import { SimpleSpanProcessor } from "./simple-span-processor.ts";
import { EmbeddingProcessor } from "./embedding-processor.ts";
import { XRaySpanExporter, type ExportCounts } from "./exporter.ts";
import { guarded } from "./guard.ts";
import type { OpenSegments } from "./open-segments.ts";
import { messageOf, warn } from "./report.ts";
import type { Settings } from "./settings.ts";
import { BatchSpanProcessor, type SpanProcessor, type SpanExporter } from "./batch-span-processor.ts";

const LOOK_EVERY_MS = 1_000;

/** Documents sent and dropped so far; with OTLP, only what was dropped before the export is known. */
export type PipelineCounts = ExportCounts;

/** The destination of finished spans. */
export interface ExportPipeline {
  processor: SpanProcessor;
  /** Sends long-running segments as in progress; returns a function that stops it. */
  showLongRunning(open: Pick<OpenSegments, "longRunning">): () => void;
  counts(): PipelineCounts;
}

const NO_COUNTS: PipelineCounts = { sent: 0, dropped: 0, refusals: 0, tooLarge: 0, unredactable: 0 };
const noop = (): void => undefined;

export function createExportPipeline(settings: Settings): ExportPipeline {
  switch (settings.exporter) {
    case "xray":
      return xrayPipeline(settings);
    case "otlp":
      return otlpPipeline(settings);
    case "none":
      return { processor: DROPPING_PROCESSOR, showLongRunning: () => noop, counts: () => ({ ...NO_COUNTS }) };
  }
}

function xrayPipeline({ agent, redactKeys, embedSubsegments }: Settings): ExportPipeline {
  const exporter = new XRaySpanExporter(agent, { redaction: { keys: redactKeys } });
  const embedding = embedSubsegments === true ? new EmbeddingProcessor(exporter) : undefined;
  return {
    processor: embedding ?? new SimpleSpanProcessor(exporter),
    showLongRunning: (open) => {
      const show = guarded("long-running segments", () => {
        for (const span of open.longRunning()) {
          if (embedding) embedding.showRunning(span);
          else exporter.send(span);
        }
      });
      const timer = setInterval(show, LOOK_EVERY_MS).unref();
      return () => clearInterval(timer);
    },
    counts: () => exporter.counts,
  };
}

/** Drops each span immediately, without batching it first. */
const DROPPING_PROCESSOR: SpanProcessor = {
  pending: false,
  onStart: noop,
  onEnd: noop,
  drain: noop,
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

function otlpPipeline(settings: Settings): ExportPipeline {
  const processor = new BatchSpanProcessor(lazyOtlpExporter(settings));
  return {
    processor,
    showLongRunning: () => noop,
    counts: () => ({ ...NO_COUNTS, dropped: processor.dropped }),
  };
}

const NOOP_EXPORTER: SpanExporter = {
  export: (_spans, resultCallback) => resultCallback({ code: 0 }),
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

/** Loads OTLP only when it is configured; spans are queued until it is loaded. */
function lazyOtlpExporter({ redactKeys }: Settings): SpanExporter {
  const loading = import("./transport/otlp.ts").then(({ otlpExporter }) => otlpExporter({ keys: redactKeys }));
  const loaded = loading.catch((error: unknown) => {
    warn("otlp", `OTLP could not be set up; nothing is sent: ${messageOf(error)}`);
    return NOOP_EXPORTER;
  });
  return {
    export: (spans, resultCallback) => {
      void loaded.then((exporter) => exporter.export(spans, resultCallback));
    },
    forceFlush: async (timeoutMs) => (await loaded).forceFlush(timeoutMs),
    shutdown: async (timeoutMs) => (await loaded).shutdown(timeoutMs),
  };
}
