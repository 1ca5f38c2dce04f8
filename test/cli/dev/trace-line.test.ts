import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import type { TraceSummary } from "@pmp/xray-local";
import { formatSeconds, formatTrace } from "../../../cli/dev/trace-line.ts";
import { TraceLines } from "../../../cli/dev/trace-lines.ts";

const trace: TraceSummary = {
  id: "1-5759e988-bd862e3fe1be46a994272793",
  start: Date.UTC(2026, 10, 22, 18, 59, 1) / 1_000,
  duration: 0.02,
  responseTime: 0.012,
  service: "shop",
  method: "GET",
  url: "http://127.0.0.1:3001/api/stripe/charge?x=1",
  status: 200,
  fault: false,
  error: false,
  throttle: false,
  partial: false,
  rule: "shop-stripe",
  services: ["shop"],
  annotations: {},
  documents: 1,
  redactions: 0,
};
/** Shows colors, whatever the environment of the tests says. */
const terminal = Object.assign(new PassThrough(), { isTTY: true, getColorDepth: () => 4 });
const utc = { timeZone: "UTC" };

describe("the line of a trace", () => {
  it("has time, status, response time, request, service and rule", () => {
    assert.equal(
      formatTrace(trace, utc),
      "18:59:01  200               12 ms  GET /api/stripe/charge?x=1  shop  shop-stripe",
    );
  });

  it("marks what went wrong, most serious first", () => {
    const line = (more: Partial<TraceSummary>): string => formatTrace({ ...trace, ...more }, utc);
    assert.match(line({ fault: true, error: true, throttle: true }), / 200 {2}FAULT /);
    assert.match(line({ error: true, throttle: true, status: 429 }), / 429 {2}THROTTLE /);
    assert.match(line({ error: true, status: 404 }), / 404 {2}error /);
    assert.match(line({ partial: true }), / 200 {2}partial /);
  });

  it("says what is not known with a dash", () => {
    const unknown = new Set(["status", "method", "url", "rule"]);
    const bare = Object.fromEntries(Object.entries(trace).filter(([key]) => !unknown.has(key))) as typeof trace;
    assert.equal(formatTrace(bare, utc), "18:59:01    -               12 ms  -  shop");
  });

  it("lets nobody who sends a request write to the terminal", () => {
    const line = formatTrace(
      { ...trace, url: "http://x/\u001b[2J\r\n\u202eok", service: "a\u0007", rule: "\u009b1m" },
      utc,
    );
    assert.doesNotMatch(line, /[\p{Cc}\p{Cf}]/u);
  });

  it("stays a line, and is colored only when asked for", () => {
    const long = formatTrace({ ...trace, url: `http://x/${"y".repeat(5_000)}` }, utc);
    assert.ok(long.length < 160 && long.includes("…"));
    assert.ok(formatTrace({ ...trace, fault: true }, { ...utc, stream: terminal }).startsWith("\u001b[31m"));
  });

  it("writes times so that they are read at once", () => {
    const times = [0, 0.0004, 0.00096, 0.0125, 0.9994, 0.9996, 12.345].map(formatSeconds);
    assert.deepEqual(times, ["<1 ms", "<1 ms", "1 ms", "13 ms", "999 ms", "1.00 s", "12.35 s"]);
  });
});

describe("when a trace gets its line", () => {
  it("gets one when it is complete, and no other when it changes", () => {
    const shown: TraceSummary[] = [];
    const lines = new TraceLines((each) => shown.push(each), 60_000);
    lines.add({ ...trace, partial: true });
    assert.deepEqual(shown, []);
    lines.add(trace);
    lines.add({ ...trace, documents: 2 });
    lines.end();
    assert.deepEqual(shown, [trace]);
  });

  it("gets it after a while when it stays unfinished, as it is then", async () => {
    const { promise, resolve } = Promise.withResolvers<TraceSummary>();
    const lines = new TraceLines(resolve, 1);
    lines.add({ ...trace, partial: true });
    lines.add({ ...trace, partial: true, documents: 2 });
    // The program lives while X-Ray does, which a test does not.
    const alive = setTimeout(() => undefined, 10_000);
    assert.equal((await promise).documents, 2);
    clearTimeout(alive);
  });

  it("gets it at the end when it is still waited for", () => {
    const shown: string[] = [];
    const lines = new TraceLines(({ id }) => shown.push(id), 60_000);
    for (const id of ["a", "b"]) lines.add({ ...trace, id, partial: true });
    lines.end();
    assert.deepEqual(shown, ["a", "b"]);
  });
});
