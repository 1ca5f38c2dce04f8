/**
 * OpenTelemetry as leanly as it can be set up for Express (SET=lean: two instrumentations, Express' layers ignored), or
 * with all auto-instrumentations (SET=auto). Spans go nowhere, or by OTLP over HTTP with EXPORT=otlp.
 */
const { trace, context, propagation } = require("@opentelemetry/api");
const { AsyncLocalStorageContextManager } = require("@opentelemetry/context-async-hooks");
const { W3CTraceContextPropagator } = require("@opentelemetry/core");
const { registerInstrumentations } = require("@opentelemetry/instrumentation");
const {
  BatchSpanProcessor,
  ParentBasedSampler,
  TracerProvider,
  TraceIdRatioBasedSampler,
} = require("@opentelemetry/sdk-trace");

function instrumentations() {
  if (process.env.SET === "auto") {
    const { getNodeAutoInstrumentations } = require("@opentelemetry/auto-instrumentations-node");
    return [getNodeAutoInstrumentations()];
  }
  const { ExpressInstrumentation } = require("@opentelemetry/instrumentation-express");
  const { HttpInstrumentation } = require("@opentelemetry/instrumentation-http");
  return [
    new HttpInstrumentation(),
    new ExpressInstrumentation({ ignoreLayersType: ["middleware", "router", "request_handler"] }),
  ];
}

function exporter() {
  if (process.env.EXPORT !== "otlp") return { export: (_spans, done) => done({ code: 0 }), shutdown: async () => {} };
  const { OTLPTraceExporter } = require("@opentelemetry/exporter-trace-otlp-proto");
  return new OTLPTraceExporter();
}

const provider = new TracerProvider({
  sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(Number(process.env.RATIO)) }),
  spanProcessors: [new BatchSpanProcessor({ exporter: exporter() })],
});
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
trace.setGlobalTracerProvider(provider);
registerInstrumentations({ tracerProvider: provider, instrumentations: instrumentations() });
