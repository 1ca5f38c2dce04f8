// Sends one trace by OpenTelemetry's own SDK and OTLP exporter, which read where to from the environment.
import { createRequire } from "node:module";

const require = createRequire(new URL("../../../../../packages/tracing/package.json", import.meta.url));
const { context, SpanKind, SpanStatusCode, trace } = require("@opentelemetry/api");
const { OTLPTraceExporter } = require("@opentelemetry/exporter-trace-otlp-proto");
const { resourceFromAttributes } = require("@opentelemetry/resources");
const { SimpleSpanProcessor, TracerProvider } = require("@opentelemetry/sdk-trace");

const provider = new TracerProvider({
  resource: resourceFromAttributes({ "service.name": process.env.OTEL_SERVICE_NAME }),
  spanProcessors: [new SimpleSpanProcessor({ exporter: new OTLPTraceExporter() })],
});
const tracer = provider.getTracer("app");
const attributes = {
  "http.request.method": "POST",
  "url.full": "http://shop.example/api/orders",
  "http.response.status_code": 500,
};
const server = tracer.startSpan("POST /api/orders", { kind: SpanKind.SERVER, attributes });
const inServer = trace.setSpan(context.active(), server);
const client = tracer.startSpan(
  "charge",
  { kind: SpanKind.CLIENT, attributes: { "server.address": "pay.example" } },
  inServer,
);
client.recordException(new Error("declined"));
client.setStatus({ code: SpanStatusCode.ERROR });
client.end();
server.end();
await provider.shutdown();
console.log("sent");
