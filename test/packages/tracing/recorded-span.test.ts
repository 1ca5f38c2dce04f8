import assert from "node:assert/strict";
import fc from "fast-check";
import { RecordedSpan } from "../../../packages/tracing/src/recorded-span.ts";
import {
  InMemorySpanExporter,
  resourceFromAttributes,
  SdkTracerProvider,
  SimpleSpanProcessor,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Attributes,
  type HrTime,
  type Link,
  type ReadableSpan,
  type Span,
} from "../../../packages/tracing/testing.ts";
import { FACTS } from "./support/spans.ts";

const CONTEXT = { traceId: "5759e988bd862e3fe1be46a994272793", spanId: "70de5b6f19ff9a0a" };
const resource = resourceFromAttributes({ "service.name": "pmp-api" });
const START: Attributes = {
  "http.request.method": "GET",
  "url.scheme": "https",
  "url.path": "/orders",
  "server.address": "shop.example.com",
  "server.port": 443,
  "network.peer.address": "10.0.0.7",
  "client.address": "203.0.113.9",
  "user_agent.original": "test/1",
  "aws.xray.sampling_rule_name": "Default",
};

function requestSpan(): { span: RecordedSpan; ended: RecordedSpan[] } {
  const ended: RecordedSpan[] = [];
  const host = { resource, ended: (span: RecordedSpan) => void ended.push(span) };
  const spanContext = { ...CONTEXT, traceFlags: TraceFlags.SAMPLED };
  return { span: new RecordedSpan({ spanContext, parentSpanContext: undefined, info: { ...FACTS } }, host), ended };
}

function sdkSpan(): Span & ReadableSpan {
  const provider = new SdkTracerProvider({
    resource,
    idGenerator: { generateTraceId: () => CONTEXT.traceId, generateSpanId: () => CONTEXT.spanId },
    spanProcessors: [new SimpleSpanProcessor({ exporter: new InMemorySpanExporter() })],
  });
  const options = { kind: SpanKind.SERVER, attributes: { ...START } };
  return provider.getTracer("@pmp/tracing").startSpan("GET", options) as Span & ReadableSpan;
}

/** What an exporter reads, without the times of now. */
function read(span: ReadableSpan): object {
  const { name, kind, attributes, status, ended, events, links, resource: of } = span;
  const { droppedAttributesCount, droppedEventsCount, droppedLinksCount } = span;
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    name,
    kind,
    attributes: { ...attributes },
    status: { code: status.code, message: status.message },
    ended,
    events: events.map((event) => ({ name: event.name, attributes: { ...event.attributes } })),
    links: links.map((link) => ({ context: link.context, attributes: { ...link.attributes } })),
    resource: of.attributes,
    context: { traceId, spanId, traceFlags },
    dropped: [droppedAttributesCount, droppedEventsCount, droppedLinksCount],
  };
}

const key = fc
  .oneof(fc.constantFrom("a", "b", "http.route"), fc.string({ minLength: 1, maxLength: 6 }))
  .filter((text) => text !== "__proto__");
const value = fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.array(fc.string(), { maxLength: 3 }));
const action: fc.Arbitrary<(span: Span) => void> = fc.oneof(
  fc.tuple(key, value).map(
    ([k, v]) =>
      (span: Span) =>
        void span.setAttribute(k, v),
  ),
  fc.dictionary(key, value, { maxKeys: 3 }).map((many) => (span: Span) => void span.setAttributes(many)),
  fc.tuple(key, fc.dictionary(key, value, { maxKeys: 2 })).map(
    ([k, v]) =>
      (span: Span) =>
        void span.addEvent(k, v),
  ),
  fc.string().map((name) => (span: Span) => void span.updateName(name)),
  fc
    .record({
      code: fc.constantFrom(SpanStatusCode.UNSET, SpanStatusCode.OK, SpanStatusCode.ERROR),
      message: fc.string(),
    })
    .map((status) => (span: Span) => void span.setStatus(status)),
  fc.dictionary(key, value, { maxKeys: 2 }).map((attributes) => (span: Span) => {
    span.addLink({ context: { ...CONTEXT, traceFlags: TraceFlags.NONE }, attributes });
  }),
  fc.constant((span: Span) => span.end()),
);

describe("span of a request", () => {
  it("reads as the SDK's own, whatever is done to it", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 12 }), (actions) => {
        const [own, sdk] = [requestSpan().span, sdkSpan()];
        for (const act of [...actions, (span: Span) => span.end()]) {
          act(own);
          act(sdk);
        }
        assert.deepEqual(read(own), read(sdk));
      }),
    );
  });

  it("keeps no more attributes, events and links than the SDK's, and counts the rest", () => {
    const [own, sdk] = [requestSpan().span, sdkSpan()];
    for (const span of [own, sdk]) {
      for (let i = 0; i < 200; i += 1) {
        span.setAttribute(`key-${i}`, i);
        span.addEvent(`event-${i}`);
        span.addLink({ context: { ...CONTEXT, traceFlags: TraceFlags.NONE } });
      }
      span.end();
    }
    assert.deepEqual(read(own), read(sdk));
  });

  it("takes times in each of OpenTelemetry's forms", () => {
    const at: HrTime = [1_900_000_000, 250_000_000];
    for (const time of [
      at,
      1_900_000_000_250,
      new Date(1_900_000_000_250),
      1_900_000_000_250 - performance.timeOrigin,
    ]) {
      const { span } = requestSpan();
      span.addEvent("e", time);
      span.addEvent("f", {}, time);
      span.end(time);
      for (const found of [span.endTime, span.events[0]?.time, span.events[1]?.time]) {
        const [seconds = 0, nanos = 0] = found ?? [];
        assert.ok(Math.abs(seconds + nanos / 1e9 - 1_900_000_000.25) < 1e-5, `${String(time)} is ${String(found)}`);
      }
    }
  });

  it("never ends before it began, and ends once", () => {
    const { span, ended } = requestSpan();
    span.end(5);
    span.end();
    assert.deepEqual(ended, [span]);
    assert.deepEqual(span.endTime, span.startTime);
    assert.equal(span.isRecording(), false);
  });

  it("is plain until somebody adds to it, and the answer is added to either form", () => {
    const additions: ((span: RecordedSpan) => unknown)[] = [
      (span) => span.setAttribute("user.tier", "gold"),
      (span) => span.addEvent("e"),
      (span) => span.addLink({ context: { ...CONTEXT, traceFlags: TraceFlags.NONE } }),
      (span) => span.setStatus({ code: SpanStatusCode.ERROR, message: "declined" }),
    ];
    for (const add of additions) {
      const { span } = requestSpan();
      assert.ok(span.plainRequest);
      add(span);
      assert.equal(span.plainRequest, undefined);
    }
    for (const plain of [true, false]) {
      const { span } = requestSpan();
      if (!plain) span.setAttribute("user.tier", "gold");
      span.answered("/orders/:id", 404, 12);
      assert.equal(span.name, "GET /orders/:id");
      assert.deepEqual(span.attributes, {
        ...START,
        ...(plain ? {} : { "user.tier": "gold" }),
        "http.route": "/orders/:id",
        "http.response.status_code": 404,
        "http.response.body.size": 12,
      });
    }
  });

  it("records the value of an object as it is now", () => {
    const { span } = requestSpan();
    const list = ["a"];
    span.setAttribute("list", list);
    list.push("b");
    assert.deepEqual(span.attributes.list, ["a"]);
  });

  it("takes what can be read of a link or an event, and no link that names no span", () => {
    const { span } = requestSpan();
    const trap = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("trap");
        },
      },
    );
    const context = { ...CONTEXT, traceFlags: TraceFlags.NONE };
    for (const link of [{}, null, undefined, { context: { traceId: "x", spanId: "y", traceFlags: 1 } }])
      span.addLink(link as unknown as Link);
    span.addLink({ context, attributes: { kind: "batch", trap } });
    span.addLink({ context, attributes: trap });
    span.addEvent("e", { kind: "batch", trap });
    assert.deepEqual(span.links, [
      { context, attributes: { kind: "batch", trap: "(unreadable)" } },
      { context, attributes: {} },
    ]);
    assert.deepEqual(
      span.events.map(({ attributes }) => attributes),
      [{ kind: "batch", trap: "(unreadable)" }],
    );
  });

  it("keeps a long stack of an event whole", () => {
    const { span } = requestSpan();
    const stack = "x".repeat(16_000);
    span.addEvent("exception", { "exception.stacktrace": stack });
    assert.equal(span.events[0]?.attributes?.["exception.stacktrace"], stack);
  });
});
