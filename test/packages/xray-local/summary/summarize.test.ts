import assert from "node:assert/strict";
import { joinTrace } from "../../../../packages/xray-local/src/documents/join.ts";
import type { SentDocument } from "../../../../packages/xray-local/src/documents/segment.ts";
import { findRedactions, mayHoldRedactions } from "../../../../packages/xray-local/src/summary/redactions.ts";
import { summarize } from "../../../../packages/xray-local/src/summary/summarize.ts";
import { begun, id, segment, START, subsegment, TRACE_ID } from "../support/documents.ts";

function summary(...documents: SentDocument[]) {
  return summarize(TRACE_ID, joinTrace(documents), {
    documents: documents.length,
    redactions: 0,
    services: ["pmp-api"],
  });
}

describe("the row of a trace", () => {
  it("tells of the request that came in, and of the whole trace", () => {
    const entry = segment(1, {
      user: "u-1",
      http: { request: { method: "POST", url: "http://a/b", client_ip: "10.0.0.1" }, response: { status: 503 } },
      fault: true,
      aws: { xray: { sampling_rule_name: "orders" } },
      annotations: { tier: "gold" },
    });
    const worker = segment(2, {
      name: "worker",
      parent_id: id(1),
      end_time: START + 9,
      annotations: { tier: "basic", n: 3 },
    });
    assert.deepEqual(summary(worker, entry), {
      id: TRACE_ID,
      start: START + 1,
      duration: 8,
      responseTime: 0.5,
      service: "pmp-api",
      method: "POST",
      url: "http://a/b",
      status: 503,
      clientIp: "10.0.0.1",
      user: "u-1",
      fault: true,
      error: false,
      throttle: false,
      partial: false,
      rule: "orders",
      services: ["pmp-api"],
      annotations: { n: [3], tier: ["basic", "gold"] },
      documents: 2,
      redactions: 0,
    });
  });

  it("takes faults and errors from the entry alone, throttles from anywhere, as X-Ray does", () => {
    const called = segment(2, { parent_id: id(1), fault: true, error: true, throttle: true });
    const { fault, error, throttle } = summary(segment(1), called);
    assert.deepEqual({ fault, error, throttle }, { fault: false, error: false, throttle: true });
  });

  it("finds the entry though it began later by its clock, and by the start where nobody called", () => {
    assert.equal(
      summary(segment(1, { name: "called", parent_id: id(5) }), segment(5, { name: "entry" })).service,
      "entry",
    );
    assert.equal(summary(segment(3, { name: "second" }), segment(2, { name: "first" })).service, "first");
    assert.equal(summary(subsegment(3, 2)).service, "part 3");
  });

  it("has no time while the trace is in progress", () => {
    const { duration, responseTime, partial } = summary(begun(1));
    assert.deepEqual({ duration, responseTime, partial }, { duration: 0, responseTime: 0, partial: true });
  });
});

describe("removed values", () => {
  it("are found wherever they stand, with their place", () => {
    const removed = segment(1, {
      metadata: { default: { card: "[redacted]", list: [{ token: "[REDACTED]" }] } },
      http: { request: { url: "http://a/[redacted]" } },
      subsegments: [{ name: "db", id: id(2), start_time: 1, sql: { sanitized_query: "SELECT '[redacted]'" } }],
    });
    assert.equal(mayHoldRedactions(JSON.stringify(removed)), true);
    assert.deepEqual(findRedactions([removed]), [
      { segmentId: id(1), path: "metadata.default.card", text: "[redacted]" },
      { segmentId: id(1), path: "metadata.default.list.0.token", text: "[REDACTED]" },
      { segmentId: id(1), path: "http.request.url", text: "http://a/[redacted]" },
      { segmentId: id(2), path: "sql.sanitized_query", text: "SELECT '[redacted]'" },
    ]);
    assert.equal(mayHoldRedactions(JSON.stringify(segment(1))), false);
  });
});
