import assert from "node:assert/strict";
import fc from "fast-check";
import { TraceStore } from "../../../../packages/xray-local/src/store/trace-store.ts";
import type { SentDocument } from "../../../../packages/xray-local/src/documents/segment.ts";
import { begun, id, segment, START, subsegment, TRACE_ID } from "../support/documents.ts";

const MEBIBYTE = 1024 * 1024;

function add(store: TraceStore, ...documents: SentDocument[]): void {
  for (const document of documents) assert.equal(store.add(document, JSON.stringify(document)), undefined);
}

function traceId(n: number): string {
  return `1-5759e988-${n.toString(16).padStart(24, "0")}`;
}

describe("the store of traces", () => {
  it("joins what belongs to one trace, and says when it changed", () => {
    const store = new TraceStore(MEBIBYTE);
    const changed: number[] = [];
    store.listen({ changed: (trace) => changed.push(trace.summary().documents) });
    add(store, subsegment(2, 1), segment(1), segment(1));
    assert.deepEqual(changed, [1, 2]);
    assert.equal(store.size, 1);
    assert.equal(store.accepted, 3);
    assert.equal(store.get(TRACE_ID)?.segments()[0]?.subsegments?.length, 1);
  });

  it("takes ids in capitals for the same", () => {
    const store = new TraceStore(MEBIBYTE);
    add(store, segment(1), segment(2, { trace_id: TRACE_ID.toUpperCase() }));
    assert.equal(store.size, 1);
    assert.equal(store.get(TRACE_ID.toUpperCase())?.raw.length, 2);
  });

  it("puts a complete segment in place of the one in progress, in either order", () => {
    const longer = begun(1, { user: "still asked for" });
    for (const documents of [
      [longer, segment(1)],
      [segment(1), longer],
    ]) {
      const store = new TraceStore(MEBIBYTE);
      add(store, ...documents);
      assert.deepEqual(store.get(TRACE_ID)?.segments(), [segment(1)]);
      assert.equal(store.get(TRACE_ID)?.summary().partial, false);
    }
  });

  it("frees the memory of documents that were replaced", () => {
    const store = new TraceStore(64 * MEBIBYTE);
    const ids = Array.from({ length: 2_000 }, (_, n) => traceId(n));
    for (const trace_id of ids) add(store, begun(1, { trace_id, user: "u".repeat(1_000) }));
    const before = store.bytes;
    for (const trace_id of ids) add(store, segment(1, { trace_id }));
    assert.ok(store.bytes < before - 1.5 * MEBIBYTE, `${store.bytes} of ${before}`);
  });

  it("drops the traces that began first when its memory is full, tells which, and counts them", () => {
    const store = new TraceStore(MEBIBYTE);
    const evicted: string[] = [];
    store.listen({ evicted: (trace) => evicted.push(trace) });
    const count = 3_000;
    for (let n = 0; n < count; n++) add(store, segment(1, { trace_id: traceId(n), user: "u".repeat(500) }));
    assert.ok(store.bytes <= MEBIBYTE, String(store.bytes));
    assert.ok(store.size > 100);
    assert.equal(store.evicted, count - store.size);
    assert.deepEqual(
      evicted,
      Array.from({ length: store.evicted }, (_, n) => traceId(n)),
    );
    assert.equal(store.get(traceId(0)), undefined);
    assert.equal([...store.all()][0]?.id, traceId(store.evicted));
    assert.equal(store.get(traceId(count - 1))?.segments()[0]?.user?.length, 500);
  });

  it("refuses what would make a trace larger than X-Ray allows, and keeps the rest", () => {
    const store = new TraceStore(4 * MEBIBYTE);
    const large = (n: number): SentDocument => segment(n, { metadata: { a: { b: "x".repeat(60_000) } } });
    for (let n = 1; n <= 8; n++) add(store, large(n));
    const rejection = store.add(large(9), JSON.stringify(large(9)));
    assert.equal(rejection?.code, "TraceTooLarge");
    assert.equal(store.get(TRACE_ID)?.limitExceeded, true);
    assert.equal(store.get(TRACE_ID)?.raw.length, 8);
    add(store, segment(10));
  });

  it("gives back every text as it came, also those that were packed meanwhile", async () => {
    const store = new TraceStore(64 * MEBIBYTE);
    const texts = Array.from({ length: 3_000 }, (_, n) => {
      const document = segment(n, { trace_id: traceId(n % 1_000), user: `ü語${n} ${"filled ".repeat(100)}` });
      const text = JSON.stringify(document);
      store.add(document, text);
      return text;
    });
    const unpacked = store.bytes;
    // Of 3 MB in blocks of a quarter MiB at least some were packed by now or will soon be.
    for (let i = 0; i < 1_000 && store.bytes > unpacked / 2; i++) await new Promise((done) => setTimeout(done, 5));
    assert.ok(store.bytes < unpacked / 2, `${store.bytes} of ${unpacked}`);
    const kept = [...store.all()].flatMap(({ raw }) => raw);
    assert.deepEqual(kept.sort(), texts.sort());
  });

  it("holds the same trace for any order and any repetition of documents, also of such with the same id", () => {
    const some = fc.record({
      n: fc.integer({ min: 1, max: 4 }),
      parent: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
      complete: fc.boolean(),
      user: fc.constantFrom("a", "b", "cc"),
    });
    const document = some.map(({ n, parent, complete, user }): SentDocument => {
      const more = { user, ...(parent !== undefined && { parent_id: id(parent), type: "subsegment" }) };
      return complete ? segment(n, more) : begun(n, more);
    });
    const orders = fc.array(document, { minLength: 1, maxLength: 8 }).chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.subarray(all).chain((again) => {
          const list = [...all, ...again];
          return fc.shuffledSubarray(list, { minLength: list.length });
        }),
      ),
    );
    fc.assert(
      fc.property(orders, ([one, other]) => {
        const [first, second] = [new TraceStore(MEBIBYTE), new TraceStore(MEBIBYTE)];
        add(first, ...one);
        add(second, ...other);
        assert.deepEqual(second.get(TRACE_ID)?.detail(), first.get(TRACE_ID)?.detail());
        assert.deepEqual(second.get(TRACE_ID)?.flows(), first.get(TRACE_ID)?.flows());
      }),
    );
  });

  it("says nothing more to a listener that was removed", () => {
    const store = new TraceStore(MEBIBYTE);
    let told = 0;
    const unlisten = store.listen({ changed: () => told++ });
    add(store, segment(1));
    unlisten();
    add(store, segment(2, { start_time: START }));
    assert.equal(told, 1);
  });
});
