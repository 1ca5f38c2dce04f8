import assert from "node:assert/strict";
import { RequestSpan } from "../../../packages/tracing/src/request-span.ts";
import { SpanHandle } from "../../../packages/tracing/src/span-handle.ts";
import { resourceFromAttributes, SpanStatusCode, TraceFlags } from "../../../packages/tracing/testing.ts";
import { collectGarbage } from "./support/collect.ts";
import { FACTS, SPAN_ID, TRACE_ID } from "./support/spans.ts";

const LINK = { context: { traceId: TRACE_ID, spanId: "53995c3f42cd8ad8", traceFlags: TraceFlags.NONE } };

function requestSpan(): { span: RequestSpan; ended: RequestSpan[] } {
  const ended: RequestSpan[] = [];
  const spanContext = { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: TraceFlags.SAMPLED };
  const host = { resource: resourceFromAttributes({}), ended: (span: RequestSpan) => void ended.push(span) };
  return { span: new RequestSpan({ spanContext, parentSpanContext: undefined, info: { ...FACTS } }, host), ended };
}

describe("handle of a request's span", () => {
  it("does to the span what is done to it", () => {
    const { span, ended } = requestSpan();
    const handle = new SpanHandle(span);
    assert.equal(handle.isRecording(), true);
    assert.equal(handle.spanContext(), span.spanContext());
    handle.answered("/orders/:id", 500, 12);
    handle
      .setAttribute("a", 1)
      .setAttributes({ b: 2 })
      .addEvent("event", { c: 3 }, 1_900_000_000_250)
      .addLink(LINK)
      .addLinks([LINK, LINK])
      .setStatus({ code: SpanStatusCode.ERROR, message: "declined" })
      .updateName("other");
    handle.recordException(new TypeError("no"));
    handle.end(1_900_000_000_500);
    assert.deepEqual(ended, [span]);
    assert.equal(span.name, "other");
    assert.equal(span.attributes["http.route"], "/orders/:id");
    assert.deepEqual([span.attributes.a, span.attributes.b], [1, 2]);
    assert.deepEqual(
      span.events.map(({ name, attributes }) => [name, attributes?.c ?? attributes?.["exception.type"]]),
      [
        ["event", 3],
        ["exception", "TypeError"],
      ],
    );
    assert.deepEqual(span.events[0]?.time, [1_900_000_000, 250_000_000]);
    assert.equal(span.links.length, 3);
    assert.deepEqual(span.status, { code: SpanStatusCode.ERROR, message: "declined" });
    assert.deepEqual(span.endTime, [1_900_000_000, 500_000_000]);
  });

  it("does nothing after its end, but still names the trace", () => {
    const { span, ended } = requestSpan();
    const handle = new SpanHandle(span);
    handle.end();
    handle.setAttribute("a", 1).addEvent("e").addLink(LINK).setStatus({ code: SpanStatusCode.ERROR }).updateName("n");
    handle.answered("/x", 500, 1);
    handle.recordException(new Error("late"));
    handle.end();
    assert.equal(ended.length, 1);
    assert.equal(handle.isRecording(), false);
    assert.equal(handle.spanContext().traceId, TRACE_ID);
    assert.deepEqual([span.attributes.a, span.events.length, span.links.length, span.name], [undefined, 0, 0, "GET"]);
  });

  it("keeps nothing of what was recorded once it has ended, however long a connection keeps the handle", async () => {
    const made = requestSpan();
    const handles = [new SpanHandle(made.span)];
    const recorded = new WeakRef(made.span);
    handles[0]?.end();
    made.ended.length = 0;
    Reflect.deleteProperty(made, "span");
    await collectGarbage();
    assert.equal(recorded.deref(), undefined);
    assert.equal(handles[0]?.isRecording(), false);
  });
});
