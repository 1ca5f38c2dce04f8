import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { mock } from "node:test";
import fc from "fast-check";
import type { Batch } from "../../../../packages/tracing/src/transport/batch.ts";
import { DatagramQueue } from "../../../../packages/tracing/src/transport/datagram-queue.ts";

const HEADER = '{"format":"json","version":1}\n';

describe("queue of datagrams", () => {
  const socket = createSocket("udp4");
  after(() => socket.close());

  /** The documents that would be sent. */
  function contents(batch: Batch | undefined): string[] {
    const found: string[] = [];
    const send = mock.method(socket, "send", (memory: Buffer, offset: number, length: number) => {
      const text = memory.toString("utf8", offset, offset + length);
      assert.ok(text.startsWith(HEADER));
      found.push(text.slice(HEADER.length));
    });
    batch?.send(socket, () => undefined);
    send.mock.restore();
    assert.equal(batch?.length ?? 0, found.length);
    return found;
  }

  const document = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }).map((text) => text.toWellFormed()),
    fc.integer({ min: 1, max: 64_000 }).map((length) => "ä".repeat(length / 2)),
    fc.integer({ min: 1, max: 90_000 }).map((length) => "x".repeat(length)),
  );
  const step = fc.oneof({ weight: 6, arbitrary: document }, { weight: 2, arbitrary: fc.constantFrom(1, 2, 3, 4) });
  const SHIFT = 1;
  const SHIFT_ONE = 2;
  const PUT_BACK = 3;

  it("holds at each moment what a plain list would, up to its limit", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.constantFrom(2_000, 100_000, 8_000_000), (steps, limit) => {
        const queue = new DatagramQueue(limit);
        let list: string[] = [];
        /** Batches that are on their way. */
        let away: { batch: Batch; documents: string[] }[] = [];
        const sizeOf = (items: string[]): number =>
          items.reduce((sum, item) => sum + HEADER.length + Buffer.byteLength(item), 0);
        const trimmed = (): number => {
          let gone = 0;
          for (; sizeOf(list) > limit; gone += 1) list = list.slice(1);
          return gone;
        };
        for (const what of steps) {
          if (typeof what === "string") {
            list.push(what);
            assert.equal(queue.push(what), trimmed());
          } else if (what === SHIFT || what === SHIFT_ONE) {
            const batch = what === SHIFT ? queue.shift() : queue.shiftOne();
            const documents = contents(batch);
            assert.ok(documents.length <= (what === SHIFT ? 64 : 1));
            assert.equal(documents.length > 0, list.length > 0);
            assert.deepEqual(documents, list.slice(0, documents.length));
            list = list.slice(documents.length);
            if (batch) away.push({ batch, documents });
          } else if (what === PUT_BACK) {
            list = [...away.flatMap(({ documents }) => documents), ...list];
            const gone = queue.unshift(away.map(({ batch }) => batch));
            assert.equal(gone, trimmed());
            away = [];
          } else {
            // Whatever is on its way must not change while memory is used again.
            const [first, ...rest] = away;
            if (first) queue.release(first.batch);
            away = rest;
          }
          assert.equal(queue.length, list.length);
          for (const { batch, documents } of away) assert.deepEqual(contents(batch), documents);
        }
        assert.equal(queue.clear(), list.length);
        assert.equal(queue.length, 0);
      }),
      { numRuns: 60 },
    );
  });

  it("fills a batch with 64 documents, or 64 KiB", () => {
    const queue = new DatagramQueue(8_000_000);
    for (let i = 0; i < 200; i += 1) queue.push("x");
    assert.deepEqual(
      [0, 0, 0, 0, 0].map(() => queue.shift()?.length),
      [64, 64, 64, 8, undefined],
    );
    for (let i = 0; i < 5; i += 1) queue.push("x".repeat(30_000));
    assert.deepEqual(
      [0, 0, 0].map(() => queue.shift()?.length),
      [2, 2, 1],
    );
  });

  it("uses the memory of a batch again when it is given back", () => {
    const queue = new DatagramQueue(8_000_000);
    queue.push("a");
    const first = queue.shift();
    assert.ok(first);
    queue.push("b");
    const second = queue.shift();
    assert.notEqual(second, first);
    queue.release(first);
    queue.push("c");
    const third = queue.shift();
    assert.equal(third, first);
    assert.deepEqual(contents(third), ["c"]);
    assert.deepEqual(contents(second), ["b"]);
  });
});
