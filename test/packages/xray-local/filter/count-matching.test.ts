import assert from "node:assert/strict";
import { countMatching, type TraceDocuments } from "@pmp/xray-local/filter";

let made = 0;
function trace(fields: object, seconds = 0.1): TraceDocuments {
  made += 1;
  const id = `1-5759e988-${String(made).padStart(24, "0")}`;
  const segment = {
    name: "shop",
    id: "53995c3f42cd8ad8",
    trace_id: id,
    start_time: 1,
    end_time: 1 + seconds,
    ...fields,
  };
  return { id, documents: [JSON.stringify(segment)] };
}

describe("the traces that match filter expressions", () => {
  const traces = [
    trace({}),
    trace({ fault: true }),
    trace({ error: true, throttle: true }),
    trace({}, 3),
    trace({ name: "other", fault: true }),
    trace({ annotations: { "aws.trace.flag.sampled": false }, fault: true }),
  ];

  for (const [expression, count] of [
    ["", 6],
    ['service("shop")', 5],
    ['service("shop") { fault }', 2],
    ['service("shop") { error }', 1],
    ['service("shop") { responsetime > 2 }', 1],
    ['service("shop") { fault } AND !(annotation[aws.trace.flag.sampled] = false)', 1],
  ] as const) {
    it(`${expression === "" ? "(none)" : expression}: ${count}`, () => {
      assert.equal(countMatching(new Map([["group", expression]]), traces).get("group"), count);
    });
  }

  it("are none of documents that X-Ray would reject", () => {
    assert.equal(
      countMatching(new Map([["group", 'service("shop")']]), [{ id: "1", documents: ["{"] }]).get("group"),
      0,
    );
  });
});
