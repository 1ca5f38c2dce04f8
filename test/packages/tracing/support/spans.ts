import type { HttpRequestInfo } from "../../../../packages/tracing/src/http-request-info.ts";
import {
  InMemorySpanExporter,
  resourceFromAttributes,
  ROOT_CONTEXT,
  SdkTracerProvider,
  SimpleSpanProcessor,
  SpanKind,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type HrTime,
  type Link,
  type SpanContext,
  type SpanStatus,
  type ReadableSpan,
} from "../../../../packages/tracing/testing.ts";

export const TRACE_ID = "5759e988bd862e3fe1be46a994272793";
export const SPAN_ID = "70de5b6f19ff9a0a";
export const PARENT_ID = "53995c3f42cd8ad8";
/** 2016-06-09T22:00:08Z, the time in the trace id. */
const START: HrTime = [1465509608, 250_000_000];
const END: HrTime = [1465509608, 500_123_400];

/** What is known of a request taken. */
export const FACTS: Readonly<HttpRequestInfo> = {
  method: "GET",
  scheme: "https",
  path: "/orders",
  host: "shop.example.com",
  port: 443,
  peer: "10.0.0.7",
  client: "203.0.113.9",
  userAgent: "test/1",
  rule: "Default",
  route: undefined,
  status: undefined,
  length: undefined,
};

export interface SpanInput {
  name?: string;
  kind?: SpanKind;
  attributes?: Attributes;
  resource?: Attributes;
  events?: { name: string; attributes?: Attributes; time?: HrTime }[];
  exceptions?: unknown[];
  status?: SpanStatus;
  links?: Link[];
  parent?: "local" | "remote";
  start?: HrTime;
  end?: HrTime;
  /** Leaves the span running. */
  running?: boolean;
}

/** A span as the real SDK makes it, with fixed ids and times. */
export function makeSpan(input: SpanInput = {}): ReadableSpan {
  const exporter = new InMemorySpanExporter();
  let made: ReadableSpan | undefined;
  const provider = new SdkTracerProvider({
    resource: resourceFromAttributes(input.resource ?? { "service.name": "pmp-api" }),
    idGenerator: { generateTraceId: () => TRACE_ID, generateSpanId: () => SPAN_ID },
    spanProcessors: [
      new SimpleSpanProcessor({ exporter }),
      {
        onStart: (span) => (made = span),
        onEnd: () => undefined,
        forceFlush: () => Promise.resolve(),
        shutdown: () => Promise.resolve(),
      },
    ],
  });
  const span = provider.getTracer("test").startSpan(
    input.name ?? "GET /api/products/:id",
    {
      kind: input.kind ?? SpanKind.INTERNAL,
      attributes: input.attributes ?? {},
      links: input.links ?? [],
      startTime: input.start ?? START,
    },
    parentContext(input.parent),
  );
  for (const { name, attributes = {}, time = START } of input.events ?? []) span.addEvent(name, attributes, time);
  for (const error of input.exceptions ?? [])
    span.recordException(error instanceof Error ? error : String(error), START);
  if (input.status) span.setStatus(input.status);
  if (!input.running) span.end(input.end ?? END);
  if (!made) throw new Error("the span was not recorded");
  return made;
}

function parentContext(parent: SpanInput["parent"]): Context {
  if (parent === undefined) return ROOT_CONTEXT;
  const spanContext: SpanContext = {
    traceId: TRACE_ID,
    spanId: PARENT_ID,
    traceFlags: TraceFlags.SAMPLED,
    isRemote: parent === "remote",
  };
  return trace.setSpanContext(ROOT_CONTEXT, spanContext);
}
