import assert from "node:assert/strict";
import fc from "fast-check";
import { OpenSegments } from "../../../packages/tracing/src/open-segments.ts";
import { RecordedSpan } from "../../../packages/tracing/src/recorded-span.ts";
import { resourceFromAttributes, TraceFlags } from "../../../packages/tracing/testing.ts";
import { FACTS, SPAN_ID, TRACE_ID } from "./support/spans.ts";

const spanContext = { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: TraceFlags.SAMPLED };
const resource = resourceFromAttributes({});

describe("open segments", () => {
  it("are those that have begun and not ended, in whatever order they end", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 60 }), (choices) => {
        const segments = new OpenSegments();
        const host = { resource, ended: (span: RecordedSpan) => segments.delete(span) };
        const open = new Set<RecordedSpan>();
        for (const choice of choices) {
          if (choice % 3 > 0 || open.size === 0) {
            const span = new RecordedSpan({ spanContext, parentSpanContext: undefined, info: { ...FACTS } }, host);
            segments.add(span);
            open.add(span);
          } else {
            const span = [...open][choice % open.size]!;
            span.end();
            open.delete(span);
          }
        }
        assert.deepEqual(new Set(segments.longRunning(Date.now() + 60_000)), open);
        segments.endAll();
        assert.ok([...open].every(({ ended }) => ended));
        assert.deepEqual(segments.longRunning(Date.now() + 120_000), []);
      }),
    );
  });
});
