import assert from "node:assert/strict";
import fc from "fast-check";
import { randomSpanId, randomTraceId, toXRayTraceId, XRayIdGenerator } from "../../../packages/tracing/src/ids.ts";

const COUNT = 20_000;

describe("ids", () => {
  it("of traces begin with the second in which they were made, and the other 24 digits are never the same", () => {
    const before = Math.floor(Date.now() / 1_000);
    const ids = Array.from({ length: COUNT }, () => randomTraceId());
    const after = Math.floor(Date.now() / 1_000);
    for (const id of ids) {
      assert.match(id, /^[0-9a-f]{32}$/);
      const second = parseInt(id.slice(0, 8), 16);
      assert.ok(second >= before && second <= after, id);
    }
    assert.equal(new Set(ids.map((id) => id.slice(8))).size, COUNT);
  });

  it("of spans are 16 digits, never the same and never all zero", () => {
    const ids = Array.from({ length: COUNT }, randomSpanId);
    for (const id of ids) assert.match(id, /^(?!0{16})[0-9a-f]{16}$/);
    assert.equal(new Set(ids).size, COUNT);
  });

  it("use every digit at every place that is random", () => {
    const digitsAt = (ids: string[], place: number): number => new Set(ids.map((id) => id[place])).size;
    const traces = Array.from({ length: COUNT }, () => randomTraceId());
    const spans = Array.from({ length: COUNT }, randomSpanId);
    for (let place = 8; place < 32; place += 1) assert.equal(digitsAt(traces, place), 16, `trace id, place ${place}`);
    for (let place = 0; place < 16; place += 1) assert.equal(digitsAt(spans, place), 16, `span id, place ${place}`);
  });

  it("of traces are written in X-Ray's form without a digit lost", () => {
    const id = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map((n) => n.toString(16).padStart(32, "0"));
    fc.assert(
      fc.property(id, (traceId) => {
        const written = toXRayTraceId(traceId);
        assert.match(written, /^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
        assert.equal(written.slice(2).replace("-", ""), traceId);
      }),
    );
  });

  it("made by the SDK are X-Ray's", () => {
    const generator = new XRayIdGenerator();
    assert.ok(Math.abs(parseInt(generator.generateTraceId().slice(0, 8), 16) - Date.now() / 1_000) < 60);
    assert.match(generator.generateSpanId(), /^[0-9a-f]{16}$/);
  });
});
