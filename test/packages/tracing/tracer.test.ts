import assert from "node:assert/strict";
import { DEFAULT_RULE } from "../../../packages/sampling/src/index.ts";
import { AsyncContextManager } from "../../../packages/tracing/src/context-manager.ts";
import { RecordedSpan } from "../../../packages/tracing/src/recorded-span.ts";
import { SamplingAuthority } from "../../../packages/tracing/src/sampling/authority.ts";
import { XRaySampler } from "../../../packages/tracing/src/sampling/sampler.ts";
import { TracerProvider } from "../../../packages/tracing/src/tracer.ts";
import {
  context as contexts,
  resourceFromAttributes,
  ROOT_CONTEXT,
  SdkTracerProvider,
  SdkTraceState,
  SpanKind,
  suppressTracing,
  trace,
  TraceFlags,
  type Context,
  type ReadableSpan,
  type Span,
  type SpanOptions,
  type Tracer,
} from "../../../packages/tracing/testing.ts";
import { PARENT_ID, TRACE_ID } from "./support/spans.ts";

const resource = resourceFromAttributes({ "service.name": "pmp-api" });

interface Made {
  tracer: Tracer;
  started: [ReadableSpan, Context][];
  ended: ReadableSpan[];
}

function ours(rate = 1): Made {
  const started: [ReadableSpan, Context][] = [];
  const ended: ReadableSpan[] = [];
  const host = {
    resource,
    started: (span: RecordedSpan, parent: Context) => void started.push([span, parent]),
    ended: (span: RecordedSpan) => void ended.push(span),
  };
  const provider = new TracerProvider(samplerOf(rate), host);
  return { tracer: provider.getTracer("app", "1.2.3", { schemaUrl: "https://example.com/schema" }), started, ended };
}

function sdks(rate = 1): Made {
  const started: [ReadableSpan, Context][] = [];
  const ended: ReadableSpan[] = [];
  const provider = new SdkTracerProvider({
    resource,
    sampler: samplerOf(rate),
    spanProcessors: [
      {
        onStart: (span, parent) => void started.push([span, parent]),
        onEnd: (span) => void ended.push(span),
        forceFlush: () => Promise.resolve(),
        shutdown: () => Promise.resolve(),
      },
    ],
  });
  return { tracer: provider.getTracer("app", "1.2.3", { schemaUrl: "https://example.com/schema" }), started, ended };
}

/** A sampler whose only rule has this rate and no reservoir. */
function samplerOf(rate: number): XRaySampler {
  const rules = [{ ...DEFAULT_RULE, FixedRate: rate, ReservoirSize: 0 }];
  return new XRaySampler(new SamplingAuthority({}, { rules, source: "test" }));
}

function parentOf(sampled: boolean, isRemote: boolean): Context {
  const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  const traceState = new SdkTraceState("vendor=1");
  return trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE_ID, spanId: PARENT_ID, traceFlags, isRemote, traceState });
}

/** The parent's trace, or that there is none. */
function relation(span: Span): object {
  const { traceId, traceFlags, traceState } = span.spanContext();
  return { joined: traceId === TRACE_ID, traceFlags, state: traceState?.serialize(), recording: span.isRecording() };
}

function described({
  name,
  kind,
  attributes,
  links,
  startTime,
  instrumentationScope,
  parentSpanContext,
}: ReadableSpan) {
  return {
    name,
    kind,
    attributes: { ...attributes },
    links: links.map(plain),
    startTime,
    instrumentationScope,
    parentSpanContext,
  };
}

function plain({ context, attributes }: ReadableSpan["links"][number]): object {
  return { context, attributes };
}

const LINK = {
  context: { traceId: TRACE_ID, spanId: PARENT_ID, traceFlags: TraceFlags.NONE },
  attributes: { why: "b" },
};
const AT: [number, number] = [1_900_000_000, 250_000_000];

const CASES: Record<string, { options?: SpanOptions; parent?: Context; rate?: number }> = {
  "a root": {},
  "a root that no rule selects": { rate: 0 },
  "a call with attributes, links and a start": {
    options: { kind: SpanKind.CLIENT, attributes: { a: 1, list: ["x"] }, links: [LINK] },
    parent: parentOf(true, false),
  },
  "a child of a remote parent": { options: { kind: SpanKind.CONSUMER }, parent: parentOf(true, true) },
  "a child of an unsampled parent": { parent: parentOf(false, false) },
  "a new root in a sampled trace": { options: { root: true }, parent: parentOf(true, false) },
  "a new root in a sampled trace that no rule selects": {
    options: { root: true },
    parent: parentOf(true, false),
    rate: 0,
  },
  "a span where tracing is suppressed": { parent: suppressTracing(parentOf(true, false)) },
  "a child of a parent with an invalid id": {
    parent: trace.setSpanContext(ROOT_CONTEXT, { traceId: "x", spanId: "y", traceFlags: TraceFlags.SAMPLED }),
  },
};

describe("tracer", () => {
  before(() => contexts.setGlobalContextManager(new AsyncContextManager()));
  after(() => contexts.disable());

  for (const [name, { options = {}, parent = ROOT_CONTEXT, rate = 1 }] of Object.entries(CASES)) {
    it(`starts ${name} as the SDK's tracer does`, () => {
      const [own, sdk] = [ours(rate), sdks(rate)];
      const given = { startTime: AT, ...options };
      const spans = [own, sdk].map(({ tracer }) => tracer.startSpan("work", given, parent));
      assert.deepEqual(relation(spans[0]!), relation(spans[1]!));
      assert.deepEqual(
        own.started.map(([span, from]) => [described(span), trace.getSpanContext(from)]),
        sdk.started.map(([span, from]) => [described(span), trace.getSpanContext(from)]),
      );
      for (const span of spans) span.end([AT[0] + 1, AT[1]]);
      assert.deepEqual(
        own.ended.map(({ endTime, duration }) => [endTime, duration]),
        sdk.ended.map(({ endTime, duration }) => [endTime, duration]),
      );
      assert.ok(own.ended.every((span) => span instanceof RecordedSpan));
    });
  }

  it("runs a function with the span active, with and without options and a context", () => {
    for (const { tracer, started } of [ours(), sdks()]) {
      const active = (span: Span): [boolean, unknown] => [
        trace.getActiveSpan() === span,
        contexts.active() !== ROOT_CONTEXT,
      ];
      assert.deepEqual(tracer.startActiveSpan("a", active), [true, true]);
      assert.deepEqual(tracer.startActiveSpan("b", { kind: SpanKind.CLIENT }, active), [true, true]);
      assert.deepEqual(tracer.startActiveSpan("c", {}, parentOf(true, false), active), [true, true]);
      assert.throws(() => tracer.startActiveSpan("d", () => assert.fail("the app's")), /the app's/);
      assert.deepEqual(
        started.map(([{ name, kind }]) => [name, kind]),
        [
          ["a", SpanKind.INTERNAL],
          ["b", SpanKind.CLIENT],
          ["c", SpanKind.INTERNAL],
          ["d", SpanKind.INTERNAL],
        ],
      );
    }
  });

  it("ends a span that was started in the past now, and an event of it happens now", () => {
    const before = Date.now();
    const { tracer, ended } = ours();
    const span = tracer.startSpan("work", { startTime: before - 60_000 });
    span.addEvent("e");
    span.end();
    for (const time of [ended[0]?.endTime, ended[0]?.events[0]?.time]) {
      const millis = (time?.[0] ?? 0) * 1_000 + (time?.[1] ?? 0) / 1e6;
      assert.ok(millis >= before && millis < before + 60_000, String(time));
    }
  });

  it("is the same one for the same name and version", () => {
    const provider = new TracerProvider(samplerOf(1), { resource, started: () => undefined, ended: () => undefined });
    assert.equal(provider.getTracer("a", "1"), provider.getTracer("a", "1"));
    assert.notEqual(provider.getTracer("a", "1"), provider.getTracer("a", "2"));
  });
});
