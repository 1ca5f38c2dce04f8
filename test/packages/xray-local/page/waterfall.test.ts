import assert from "node:assert/strict";
import fc from "fast-check";
import type { SegmentDocument } from "../../../../packages/xray-local/src/page-api.ts";
import { axisTicks, branches, treeMove, waterfall } from "../../../../packages/xray-local/page/src/logic/waterfall.ts";
import { ORDER, START } from "./fixture.ts";

const NOTHING: ReadonlySet<string> = new Set();
const segment = (id: string, start: number, change: Partial<SegmentDocument> = {}): SegmentDocument => ({
  id,
  name: id,
  start_time: start,
  end_time: start + 1,
  ...change,
});

describe("page: waterfall", () => {
  it("puts another process' segment under the call that led to it", () => {
    const { rows } = waterfall(ORDER, NOTHING);
    assert.deepEqual(
      rows.map((row) => `${"  ".repeat(row.level - 1)}${row.segment.name} (${row.service})`),
      [
        "pmp-api (pmp-api)",
        "  carts (pmp-api)",
        "  payments.internal (pmp-api)",
        "    payments (payments)",
        "      orders@db (payments)",
        "      bank.example.com (payments)",
      ],
    );
  });

  it("measures from the first start to the last end", () => {
    const { rows, start, span } = waterfall(ORDER, NOTHING);
    assert.equal(start, START);
    assert.ok(Math.abs(span - 0.412) < 1e-6);
    assert.ok(Math.abs(rows[3]!.offset - 0.052) < 1e-6);
    assert.ok(Math.abs(rows[3]!.duration - 0.329) < 1e-6);
    assert.deepEqual(
      rows.map((row) => row.outcome),
      ["fault", "ok", "fault", "fault", "ok", "throttle"],
    );
  });

  it("draws what is in progress up to the last thing that is known", () => {
    const running: SegmentDocument = { id: "b", name: "b", start_time: 12, in_progress: true };
    const { rows, span } = waterfall([segment("a", 10, { end_time: 15 }), running], NOTHING);
    assert.equal(span, 5);
    assert.deepEqual([rows[1]!.inProgress, rows[1]!.duration], [true, 3]);
    const alone = waterfall([running], NOTHING);
    assert.ok(alone.span > 0, "a width of nothing can't be drawn");
  });

  it("hides the children of a closed row, and nothing else", () => {
    const { rows } = waterfall(ORDER, new Set(["0000000000000003"]));
    assert.deepEqual(
      rows.map((row) => row.segment.name),
      ["pmp-api", "carts", "payments.internal"],
    );
    assert.equal(rows[2]!.expanded, false);
    assert.equal(rows[2]!.children, 1);
  });

  it("loses no document and never hangs, whatever the parents say", () => {
    const ids = ["a", "b", "c", "d", "e", "f"];
    const arbitrary = fc.array(
      fc.record({
        id: fc.constantFrom(...ids),
        parent_id: fc.option(fc.constantFrom(...ids), { nil: undefined }),
        start: fc.nat(9),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(arbitrary, (documents) => {
        const given = documents.map(({ id, parent_id, start }) =>
          segment(id, start, parent_id === undefined ? {} : { parent_id }),
        );
        const { rows } = waterfall(given, NOTHING);
        assert.equal(rows.length, given.length);
        assert.equal(new Set(rows.map((row) => row.key)).size, rows.length, "keys are unique");
        for (const row of rows) assert.ok(row.offset >= 0 && row.position <= row.siblings);
      }),
    );
  });

  it("stands at round times on the axis, never more than asked for", () => {
    assert.deepEqual(
      axisTicks(0.412, 5).map((tick) => Math.round(tick * 1000)),
      [0, 100, 200, 300, 400],
    );
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e5, noNaN: true }), fc.integer({ min: 1, max: 12 }), (span, most) => {
        const ticks = axisTicks(span, most);
        assert.ok(ticks.length >= 1 && ticks.length <= most + 1);
        assert.ok(ticks.every((tick) => tick >= 0 && tick <= span * 1.00001));
      }),
    );
  });

  it("knows which rows can be closed", () => {
    assert.deepEqual(branches(ORDER), ["0000000000000001", "0000000000000003", "0000000000000004"]);
  });
});

describe("page: keys in the waterfall", () => {
  const open = waterfall(ORDER, NOTHING).rows;
  const closed = waterfall(ORDER, new Set(["0000000000000003"])).rows;
  const [root, carts, call, payments] = [
    "0000000000000001",
    "0000000000000002",
    "0000000000000003",
    "0000000000000004",
  ];

  it("moves by line, and stays at the ends", () => {
    assert.deepEqual(treeMove(open, root, "ArrowDown"), { to: carts });
    assert.deepEqual(treeMove(open, carts, "ArrowUp"), { to: root });
    assert.deepEqual(treeMove(open, root, "ArrowUp"), { to: root });
    assert.deepEqual(treeMove(open, root, "End"), { to: "0000000000000006" });
    assert.deepEqual(treeMove(open, "0000000000000006", "ArrowDown"), { to: "0000000000000006" });
    assert.deepEqual(treeMove(open, call, "Home"), { to: root });
  });

  it("opens, closes, and goes to child and parent", () => {
    assert.deepEqual(treeMove(open, call, "ArrowRight"), { to: payments });
    assert.deepEqual(treeMove(closed, call, "ArrowRight"), { toggle: call });
    assert.deepEqual(treeMove(open, call, "ArrowLeft"), { toggle: call });
    assert.deepEqual(treeMove(closed, call, "ArrowLeft"), { to: root });
    assert.equal(treeMove(open, carts, "ArrowRight"), undefined);
  });

  it("leaves every other key to the browser", () => {
    assert.equal(treeMove(open, root, "a"), undefined);
    assert.equal(treeMove(open, "unknown", "ArrowDown"), undefined);
  });
});
