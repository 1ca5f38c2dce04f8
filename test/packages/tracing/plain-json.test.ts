import assert from "node:assert/strict";
import { toPlain } from "../../../packages/tracing/src/plain-json.ts";

function nested(depth: number): unknown {
  return depth === 0 ? "end" : { in: nested(depth - 1) };
}

describe("a copy as plain data", () => {
  it("is at most eight levels deep", () => {
    assert.deepEqual(toPlain(nested(8)), nested(8));
    assert.match(JSON.stringify(toPlain(nested(9))), /"\(too deep\)"/);
    assert.doesNotThrow(() => toPlain(nested(5_000)));
  });

  it("is of at most 2,000 values; of a long text more is left than is sent, so that it is looked at before it is cut", () => {
    const wide = JSON.stringify(toPlain(Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => 1))));
    assert.ok((wide.match(/1/g)?.length ?? 0) <= 2_000, wide.slice(0, 100));
    assert.equal(toPlain("x".repeat(20_000)), "x".repeat(8_192 + 2_048));
  });

  it("of bytes is their number, and of what can't be read says so", () => {
    const broken = new Proxy({}, { ownKeys: () => assert.fail("no") });
    assert.deepEqual(toPlain({ bytes: new Uint8Array(3), buffer: new ArrayBuffer(4), broken }), {
      bytes: "(3 bytes)",
      buffer: "(4 bytes)",
      broken: "(unreadable)",
    });
  });
});
