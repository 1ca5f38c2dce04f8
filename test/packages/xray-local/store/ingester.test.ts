import assert from "node:assert/strict";
import fc from "fast-check";
import { REJECTIONS } from "../../../../packages/xray-local/src/documents/rejection.ts";
import { Ingester } from "../../../../packages/xray-local/src/store/ingester.ts";
import { RejectionCounter } from "../../../../packages/xray-local/src/store/rejection-counter.ts";
import { TraceStore } from "../../../../packages/xray-local/src/store/trace-store.ts";
import { segment } from "../support/documents.ts";

const HEADER = '{"format":"json","version":1}\n';

function start(): { ingester: Ingester; store: TraceStore; rejections: RejectionCounter; refused: () => number } {
  const store = new TraceStore(64 * 1024 * 1024);
  const rejections = new RejectionCounter();
  // A document that was accepted without some of its annotations counts among both.
  const refused = (): number =>
    rejections
      .counts()
      .filter(({ reason }) => reason !== REJECTIONS.annotationKey.reason)
      .reduce((sum, { count }) => sum + count, 0);
  return { ingester: new Ingester(store, rejections), store, rejections, refused };
}

/** Datagrams as an attacker or a broken sender makes them: whole ones with bytes changed, cut, doubled and put in. */
const damaged = fc
  .tuple(
    fc.constantFrom("", HEADER, '{"format": "json", "version": 1}\n'),
    fc.oneof(
      fc.constant(JSON.stringify(segment(1, { subsegments: [segment(2)], annotations: { a: 1 } }))),
      fc.json(),
      fc.constant("T1SCoQCCgA="),
      fc.string({ unit: "binary" }),
    ),
    fc.array(fc.tuple(fc.nat(1_000), fc.nat(255), fc.constantFrom("change", "insert", "cut", "double")), {
      maxLength: 6,
    }),
  )
  .map(([header, body, changes]) => {
    let bytes = Buffer.from(header + body);
    for (const [place, byte, change] of changes) {
      const at = bytes.length === 0 ? 0 : place % bytes.length;
      if (change === "cut") bytes = bytes.subarray(0, at);
      else if (change === "double") bytes = Buffer.concat([bytes, bytes.subarray(at)]);
      else if (change === "insert") bytes = Buffer.concat([bytes.subarray(0, at), Buffer.of(byte), bytes.subarray(at)]);
      else if (bytes.length > 0) bytes[at] = byte;
    }
    return bytes;
  });

describe("what comes in", () => {
  it("is kept, or counted with its reason and its beginning", () => {
    const { ingester, store, rejections } = start();
    ingester.datagram(Buffer.from(HEADER + JSON.stringify(segment(1))));
    ingester.datagram(Buffer.from(`${HEADER}not json \u001b[2J`));
    ingester.datagram(Buffer.from(`${HEADER}nor this`));
    ingester.datagram(Buffer.from("hello"));
    assert.equal(store.accepted, 1);
    assert.deepEqual(rejections.counts(), [
      { reason: "the document is not JSON", count: 2, last: "nor this" },
      {
        reason: 'the datagram does not begin with the line {"format":"json","version":1}',
        count: 1,
        last: "hello",
      },
    ]);
  });

  it("counts the annotations that X-Ray would drop, and takes the rest of their documents", () => {
    const { ingester, store, rejections } = start();
    const text = JSON.stringify(segment(1, { annotations: { "with space": 1, tier: "gold" } }));
    ingester.datagram(Buffer.from(HEADER + text));
    assert.equal(ingester.document(text), undefined);
    assert.equal(store.accepted, 2);
    assert.deepEqual(store.get(segment(1).trace_id)?.segments()[0]?.annotations, { tier: "gold" });
    const [count] = rejections.counts();
    assert.match(count?.reason ?? "", /^annotations with a key that X-Ray drops/);
    assert.equal(count?.count, 2);
  });

  it("shows no control character of what was refused, and no more than 200 characters", () => {
    const { ingester, rejections } = start();
    ingester.datagram(Buffer.from(`\u001b[2J\u0007\n${"x".repeat(60_000)}`));
    assert.equal(rejections.counts()[0]?.last, `·[2J··${"x".repeat(194)}…`);
  });

  it("counts datagrams that were lost", () => {
    const { ingester, rejections } = start();
    ingester.lost(7);
    ingester.lost(2);
    assert.deepEqual(rejections.counts(), [{ reason: "segments arrived faster than they could be read", count: 9 }]);
  });

  it("never fails, and counts each datagram once, whatever the bytes", () => {
    const { ingester, store, refused } = start();
    fc.assert(
      fc.property(damaged, (bytes) => {
        const before = store.accepted + refused();
        const spans = bytes.includes("T1S");
        ingester.datagram(bytes);
        if (!spans) assert.equal(store.accepted + refused(), before + 1);
        for (const trace of store.all()) trace.detail();
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 1_000) },
    );
  });
});
