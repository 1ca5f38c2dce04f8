import assert from "node:assert/strict";
import fc from "fast-check";
import { REFUSALS } from "../../../../packages/xray-local/src/documents/refusal.ts";
import { Intake } from "../../../../packages/xray-local/src/store/intake.ts";
import { Refusals } from "../../../../packages/xray-local/src/store/refusals.ts";
import { TraceStore } from "../../../../packages/xray-local/src/store/trace-store.ts";
import { segment } from "../support/documents.ts";

const HEADER = '{"format":"json","version":1}\n';

function start(): { intake: Intake; store: TraceStore; refusals: Refusals; refused: () => number } {
  const store = new TraceStore(64 * 1024 * 1024);
  const refusals = new Refusals();
  // A document that was taken without some of its annotations counts among both.
  const refused = (): number =>
    refusals
      .counts()
      .filter(({ reason }) => reason !== REFUSALS.annotationKey.reason)
      .reduce((sum, { count }) => sum + count, 0);
  return { intake: new Intake(store, refusals), store, refusals, refused };
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
    const { intake, store, refusals } = start();
    intake.datagram(Buffer.from(HEADER + JSON.stringify(segment(1))));
    intake.datagram(Buffer.from(`${HEADER}not json \u001b[2J`));
    intake.datagram(Buffer.from(`${HEADER}nor this`));
    intake.datagram(Buffer.from("hello"));
    assert.equal(store.taken, 1);
    assert.deepEqual(refusals.counts(), [
      { reason: "the document is not JSON", count: 2, last: "nor this" },
      {
        reason: 'the datagram does not begin with the line {"format":"json","version":1}',
        count: 1,
        last: "hello",
      },
    ]);
  });

  it("counts the annotations that X-Ray would drop, and takes the rest of their documents", () => {
    const { intake, store, refusals } = start();
    const text = JSON.stringify(segment(1, { annotations: { "with space": 1, tier: "gold" } }));
    intake.datagram(Buffer.from(HEADER + text));
    assert.equal(intake.document(text), undefined);
    assert.equal(store.taken, 2);
    assert.deepEqual(store.get(segment(1).trace_id)?.segments()[0]?.annotations, { tier: "gold" });
    const [count] = refusals.counts();
    assert.match(count?.reason ?? "", /^annotations with a key that X-Ray drops/);
    assert.equal(count?.count, 2);
  });

  it("shows no control character of what was refused, and no more than 200 characters", () => {
    const { intake, refusals } = start();
    intake.datagram(Buffer.from(`\u001b[2J\u0007\n${"x".repeat(60_000)}`));
    assert.equal(refusals.counts()[0]?.last, `·[2J··${"x".repeat(194)}…`);
  });

  it("counts datagrams that were lost", () => {
    const { intake, refusals } = start();
    intake.lost(7);
    intake.lost(2);
    assert.deepEqual(refusals.counts(), [{ reason: "segments came faster than they could be read", count: 9 }]);
  });

  it("never fails, and counts each datagram once, whatever the bytes", () => {
    const { intake, store, refused } = start();
    fc.assert(
      fc.property(damaged, (bytes) => {
        const before = store.taken + refused();
        const spans = bytes.includes("T1S");
        intake.datagram(bytes);
        if (!spans) assert.equal(store.taken + refused(), before + 1);
        for (const trace of store.all()) trace.detail();
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 1_000) },
    );
  });
});
