/**
 * OpenTelemetry as this package resolves it, for its tests: they are outside this directory, where another version may
 * be installed.
 */
export * from "@opentelemetry/api";
export {
  CompositePropagator as SdkCompositePropagator,
  isTracingSuppressed,
  suppressTracing,
  TraceState as SdkTraceState,
  W3CTraceContextPropagator as SdkW3CTraceContextPropagator,
} from "@opentelemetry/core";
export { resourceFromAttributes } from "@opentelemetry/resources";
export {
  BatchSpanProcessor,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider as SdkTracerProvider,
  type ReadableSpan,
} from "@opentelemetry/sdk-trace";
