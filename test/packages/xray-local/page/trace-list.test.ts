import assert from "node:assert/strict";
import fc from "fast-check";
import type { TraceSummary } from "../../../../packages/xray-local/src/page-api.ts";
import {
  durationScale,
  merge,
  newestFirst,
  without,
} from "../../../../packages/xray-local/page/src/logic/trace-list.ts";
import { keepPosition, rowWindow, scrollToRow } from "../../../../packages/xray-local/page/src/logic/virtual.ts";
import { summaryOf } from "./fixture.ts";

const ids = (list: readonly TraceSummary[]): string[] => list.map(({ id }) => id);

describe("page: list of traces", () => {
  const list = [5, 4, 3].map((number) => summaryOf(number));

  it("puts new traces where their time is", () => {
    const merged = merge(list, [summaryOf(6), summaryOf(1)]);
    assert.deepEqual(ids(merged), ids([6, 5, 4, 3, 1].map((number) => summaryOf(number))));
  });

  it("takes a changed trace in place of the old one, and leaves the others as they are", () => {
    const changed = summaryOf(4, { status: 500, fault: true });
    const merged = merge(list, [changed]);
    assert.deepEqual(merged, [list[0], changed, list[2]]);
    assert.equal(merged[0], list[0], "a row that did not change is not drawn again");
  });

  it("moves a trace whose start turned out to be earlier", () => {
    const earlier = summaryOf(5, { start: summaryOf(3).start - 1 });
    assert.deepEqual(merge(list, [earlier]), [list[1], list[2], earlier]);
  });

  it("takes more traces at once than a call takes arguments", () => {
    const many = Array.from({ length: 200_000 }, (_, number) => summaryOf(number));
    assert.equal(merge(list, many).length, many.length);
  });

  it("is the same list, whatever the batches in which it came", () => {
    const update = fc.record({ number: fc.nat(20), shift: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(fc.array(update, { maxLength: 6 }), { maxLength: 8 }), (batches) => {
        const latest = new Map<string, TraceSummary>();
        let live: readonly TraceSummary[] = [];
        for (const batch of batches) {
          const updates = batch.map(({ number, shift }) =>
            summaryOf(number, { start: summaryOf(number).start - shift }),
          );
          for (const one of updates) latest.set(one.id, one);
          live = merge(live, updates);
        }
        assert.deepEqual(live, [...latest.values()].sort(newestFirst));
      }),
    );
  });

  it("lets go of what the server let go of", () => {
    assert.deepEqual(ids(without(list, [list[1]!.id, "unknown"])), ids([list[0]!, list[2]!]));
    assert.equal(without(list, ["unknown"]), list);
  });

  it("draws the bars against most traces, not against one that is very slow", () => {
    const many = Array.from({ length: 100 }, (_, number) => summaryOf(number, { duration: 0.01 }));
    assert.equal(durationScale([...many, summaryOf(101, { duration: 60 })]), 0.01);
    assert.ok(durationScale([summaryOf(1, { duration: 0 })]) > 0);
    assert.ok(durationScale([]) > 0);
  });
});

describe("page: rows in view", () => {
  it("draws all rows that are seen, and few more", () => {
    fc.assert(
      fc.property(fc.nat(200_000), fc.integer({ min: 1, max: 3000 }), fc.nat(6000), (scrollTop, height, rows) => {
        const { first, end } = rowWindow({ scrollTop, height }, 30, rows);
        assert.ok(first >= 0 && first <= end && end <= rows);
        const seenFirst = Math.min(rows, Math.floor(scrollTop / 30));
        const seenEnd = Math.min(rows, Math.ceil((scrollTop + height) / 30));
        assert.ok(first <= seenFirst && end >= seenEnd, "no gap");
        assert.ok(end - first <= height / 30 + 50, "however long the list");
      }),
    );
  });

  it("moves its window in steps, not with each pixel", () => {
    const windows = new Set(
      Array.from({ length: 300 }, (_, scrollTop) =>
        JSON.stringify(rowWindow({ scrollTop: 9000 + scrollTop, height: 600 }, 30, 5000)),
      ),
    );
    assert.ok(windows.size <= 5, String(windows.size));
  });

  it("scrolls no further than a row needs", () => {
    assert.equal(scrollToRow({ scrollTop: 300, height: 600 }, 30, 12), 300);
    assert.equal(scrollToRow({ scrollTop: 300, height: 600 }, 30, 5), 150);
    assert.equal(scrollToRow({ scrollTop: 0, height: 600 }, 30, 20), 30);
  });

  it("keeps the rows before one's eyes when others come in above, but shows the new ones at the top", () => {
    assert.equal(keepPosition(900, 30, 4), 1020);
    assert.equal(keepPosition(10, 30, 4), 10);
  });
});
