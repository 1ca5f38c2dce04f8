import assert from "node:assert/strict";
import fc from "fast-check";
import { randomnessOf, RANDOMNESS_RANGE, drawRandomness, randomTraceId } from "../../../packages/tracing/src/ids.ts";
import { belowRate } from "../../../packages/tracing/src/sampling/rule-set.ts";
import { SpanStatusCode } from "../../../packages/tracing/src/span.ts";
import { UnsampledSpan } from "../../../packages/tracing/src/unsampled-span.ts";

const randomness = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }).map((n) => n % RANDOMNESS_RANGE);

describe("trace ids decided on before they are made", () => {
  it("get the randomness that was decided on, so that whoever sees the id decides alike", () => {
    fc.assert(
      fc.property(randomness, fc.double({ min: 0, max: 1, noNaN: true }), (at, rate) => {
        const id = randomTraceId(at);
        assert.match(id, /^[0-9a-f]{32}$/);
        assert.equal(randomnessOf(id), at);
        assert.equal(belowRate(id, rate), belowRate(at, rate));
      }),
    );
  });

  it("have randomness values over the whole range", () => {
    const shares = Array.from({ length: 20_000 }, () => drawRandomness() / RANDOMNESS_RANGE);
    assert.ok(shares.every((share) => share >= 0 && share < 1));
    assert.ok(Math.abs(shares.filter((share) => share < 0.1).length - 2_000) < 300);
  });
});

describe("span of a request that is not sampled", () => {
  it("records nothing, and names one trace to all who ask", () => {
    const span = new UnsampledSpan(RANDOMNESS_RANGE / 2);
    const link = { context: span.spanContext() };
    span.setAttribute("a", 1).setAttributes({ b: 2 }).addEvent("e").addLink(link).addLinks([link]);
    span.setStatus({ code: SpanStatusCode.ERROR }).updateName("n").recordException(new Error("x"));
    span.end();
    assert.equal(span.isRecording(), false);
    const { traceId, spanId, traceFlags } = span.spanContext();
    assert.equal(randomnessOf(traceId), RANDOMNESS_RANGE / 2);
    assert.match(spanId, /^[0-9a-f]{16}$/);
    assert.equal(traceFlags, 0);
    assert.equal(span.spanContext(), span.spanContext());
  });
});
