import assert from "node:assert/strict";
import { evaluate, expectedMarks, type EvaluationInput, type PathRow } from "../../../local/proof/evaluate.ts";
import { binomialBounds } from "../../../packages/planning/src/binomial.ts";
import type { RecordedTrace } from "../../../local/proof/read-xray.ts";
import type { SentRequest } from "../../../local/proof/traffic.ts";
import type { XRaySamplingRule } from "@pmp/sampling";

function rule(changed: Partial<XRaySamplingRule> = {}): XRaySamplingRule {
  return {
    RuleName: "everything",
    Priority: 9000,
    FixedRate: 1,
    ReservoirSize: 0,
    URLPath: "*",
    HTTPMethod: "*",
    Host: "*",
    ServiceName: "*",
    ServiceType: "*",
    ResourceARN: "*",
    Version: 1,
    ...changed,
  };
}

let ids = 0;

/** `count` requests of one kind, each with an id of its own. */
function requests(count: number, changed: Partial<SentRequest> = {}): SentRequest[] {
  return Array.from({ length: count }, () => {
    ids += 1;
    return { method: "GET", path: "/api/x", traceId: `id-${ids}`, status: 200, ...changed };
  });
}

/** The trace that a right chain records for a request. */
function trace(request: SentRequest, changed: Partial<RecordedTrace> = {}): RecordedTrace {
  const { traceId: id, status } = request;
  return { id, url: `http://host${request.path}`, status, ...expectedMarks(status), ...changed };
}

function rowsOf(input: Partial<EvaluationInput> & Pick<EvaluationInput, "sent">): PathRow[] {
  return evaluate({
    traces: input.sent.map((request) => trace(request)),
    rules: [rule()],
    service: "pmp-api",
    seconds: 2,
    ...input,
  });
}

function only(rows: readonly PathRow[]): PathRow {
  assert.equal(rows.length, 1);
  return rows[0]!;
}

describe("local/proof/evaluate", () => {
  it("finds nothing wrong where every request of a 100 % path has its trace", () => {
    const sent = requests(10);
    assert.deepEqual(only(rowsOf({ sent })), {
      method: "GET",
      path: "/api/x",
      sent: 10,
      recorded: 10,
      rule: "everything",
      expectedRate: 1,
      measuredRate: 1,
      bounds: { low: 10, high: 10 },
      faults: 0,
      errors: 0,
      throttles: 0,
      problems: [],
    });
  });

  it("counts the traces that are missing from a 100 % path", () => {
    const sent = requests(10);
    const row = only(rowsOf({ sent, traces: sent.slice(3).map((request) => trace(request)) }));
    assert.deepEqual(row.problems, ["3 of 10 traces are missing"]);
    assert.deepEqual([row.recorded, row.measuredRate], [7, 0.7]);
  });

  it("looks for each request's own trace: one of another request is none", () => {
    const sent = requests(2);
    const traces = [trace(sent[0]!), trace(sent[1]!, { id: "somebody-else's" }), ...requests(5).map((r) => trace(r))];
    assert.deepEqual(only(rowsOf({ sent, traces })).problems, ["1 of 2 traces are missing"]);
  });

  it("counts a trace that X-Ray lists twice once", () => {
    const sent = requests(3);
    const traces = [...sent, ...sent].map((request) => trace(request));
    assert.equal(only(rowsOf({ sent, traces })).recorded, 3);
  });

  it("tells apart what chance explains at a rate, and what it does not", () => {
    const sent = requests(100);
    const rules = [rule({ FixedRate: 0.1 })];
    const { low, high } = binomialBounds(100, 0.1);
    const problemsOf = (count: number) =>
      only(rowsOf({ sent, rules, traces: sent.slice(0, count).map((request) => trace(request)) })).problems;
    for (const count of [low, 10, high]) assert.deepEqual(problemsOf(count), [], String(count));
    assert.deepEqual(problemsOf(high + 1), [`${high + 1} traces are more than chance allows (${high})`]);
    assert.ok(low === 0 || problemsOf(low - 1).length === 1);
  });

  it("says it when there are fewer traces than chance allows", () => {
    const sent = requests(100);
    const { low } = binomialBounds(100, 0.5);
    const row = only(rowsOf({ sent, rules: [rule({ FixedRate: 0.5 })], traces: [] }));
    assert.ok(low > 0);
    assert.deepEqual(row.problems, [`0 traces are fewer than chance allows (${low})`]);
  });

  it("takes no trace at all for a path that is not sampled", () => {
    const sent = requests(5);
    const rules = [rule({ FixedRate: 0 })];
    assert.deepEqual(only(rowsOf({ sent, rules, traces: [] })).problems, []);
    assert.deepEqual(only(rowsOf({ sent, rules, traces: [trace(sent[0]!)] })).problems, [
      "1 traces are more than chance allows (0)",
    ]);
  });

  it("allows for a reservoir: its size in each second that was begun, and one more for the clock", () => {
    const sent = requests(100);
    const rules = [rule({ FixedRate: 0, ReservoirSize: 3 })];
    const high = (seconds: number) => only(rowsOf({ sent, rules, seconds, traces: [] })).bounds.high;
    assert.equal(high(0.5), 6);
    assert.equal(high(2), 9);
    assert.equal(high(2.1), 12);
    assert.equal(high(1000), 100);
    // A reservoir adds nothing where all are sampled anyway.
    assert.deepEqual(only(rowsOf({ sent, rules: [rule({ ReservoirSize: 3 })] })).bounds, { low: 100, high: 100 });
  });

  it("reports a request that no rule is for", () => {
    const sent = requests(1);
    const row = only(rowsOf({ sent, rules: [rule({ URLPath: "/other" })], traces: [] }));
    assert.deepEqual([row.rule, row.expectedRate, row.problems], ["(none)", 0, ["no sampling rule matches"]]);
  });

  it("expects what the first matching rule says, by priority, and by the service, path and method of the request", () => {
    const rules = [
      rule({ RuleName: "rest", Priority: 9000, FixedRate: 0 }),
      rule({ RuleName: "posts", Priority: 200, HTTPMethod: "POST", URLPath: "/api/*" }),
      rule({ RuleName: "api", Priority: 300, URLPath: "/api/*" }),
      rule({ RuleName: "elsewhere", Priority: 100, ServiceName: "another" }),
    ];
    const sent = [...requests(1), ...requests(1, { method: "POST" }), ...requests(1, { path: "/metrics" })];
    const traces = sent.slice(0, 2).map((request) => trace(request));
    const rows = rowsOf({ sent, rules, traces });
    assert.deepEqual(
      rows.map((row) => [`${row.method} ${row.path}`, row.rule, row.problems]),
      [
        ["GET /api/x", "api", []],
        ["POST /api/x", "posts", []],
        ["GET /metrics", "rest", []],
      ],
    );
  });

  it("puts requests of one method and path in one row, whatever their status, in the order of the first", () => {
    const sent = [
      ...requests(2, { path: "/login" }),
      ...requests(1, { path: "/other" }),
      ...requests(3, { path: "/login", status: 401 }),
    ];
    const rows = rowsOf({ sent });
    assert.deepEqual(
      rows.map((row) => [row.path, row.sent, row.errors, row.problems]),
      [
        ["/login", 5, 3, []],
        ["/other", 1, 0, []],
      ],
    );
  });

  describe("X-Ray's marks", () => {
    it("are for 5xx fault, for 4xx error, for 429 throttle beside error", () => {
      const marks = Object.fromEntries(
        [200, 204, 302, 399, 400, 401, 404, 428, 429, 430, 499, 500, 503, 599].map((status) => {
          const set = Object.entries(expectedMarks(status)).filter(([, on]) => on);
          return [status, set.map(([mark]) => mark).join(" ")];
        }),
      );
      assert.deepEqual(marks, {
        ...{ 200: "", 204: "", 302: "", 399: "" },
        ...{
          400: "error",
          401: "error",
          404: "error",
          428: "error",
          429: "error throttle",
          430: "error",
          499: "error",
        },
        ...{ 500: "fault", 503: "fault", 599: "fault" },
      });
    });

    it("are counted", () => {
      const sent = [...requests(3, { status: 500 }), ...requests(2, { status: 404 }), ...requests(1, { status: 429 })];
      const row = only(rowsOf({ sent }));
      assert.deepEqual([row.faults, row.errors, row.throttles, row.problems], [3, 3, 1, []]);
    });

    for (const mark of ["fault", "error", "throttle"] as const) {
      for (const status of [200, 404, 429, 500]) {
        it(`are wrong when ${mark} is the other way round on a ${status}`, () => {
          const sent = requests(4, { status });
          const wrong = { [mark]: !expectedMarks(status)[mark] };
          const traces = sent.map((request, index) => trace(request, index < 2 ? wrong : {}));
          assert.deepEqual(only(rowsOf({ sent, traces })).problems, [`2 traces have the wrong ${mark} mark`]);
        });
      }
    }
  });

  it("names everything that is wrong with a row", () => {
    const sent = requests(4, { status: 500 });
    const traces = sent.slice(0, 3).map((request) => trace(request, { fault: false, error: true }));
    assert.deepEqual(only(rowsOf({ sent, traces })).problems, [
      "1 of 4 traces are missing",
      "3 traces have the wrong fault mark",
      "3 traces have the wrong error mark",
    ]);
  });

  it("has no rows where nothing was sent", () => {
    assert.deepEqual(rowsOf({ sent: [] }), []);
  });
});
