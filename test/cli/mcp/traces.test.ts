import assert from "node:assert/strict";
import type { XRayLocal } from "@pmp/xray-local";
import { DEFAULT_RULE, type XRaySamplingRule } from "@pmp/sampling";
import { connect, type Connected } from "./support/client.ts";
import { record, send, startLocal, traceId, type Recorder } from "./support/xray.ts";

const RULE: XRaySamplingRule = {
  ...DEFAULT_RULE,
  RuleName: "shop-checkout",
  Priority: 10,
  FixedRate: 1,
  ReservoirSize: 0,
  URLPath: "/checkout*",
};
const SECRETS = [
  "hunter2hunter2",
  "AKIAIOSFODNN7EXAMPLE",
  "4111111111111111",
  "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
];
const LIMIT = 20_000;

const now = Date.now() / 1_000 - 30;

/** A request to the checkout that fails in its database. */
const FAULT = {
  trace_id: traceId(1),
  id: "00000000000000a1",
  name: "shop",
  start_time: now,
  end_time: now + 0.25,
  origin: "AWS::EKS::Container",
  fault: true,
  annotations: { tier: "gold" },
  aws: {
    xray: { sdk: "x", sdk_version: "1", auto_instrumentation: true, sampling_rule_name: "shop-checkout" },
    cloudwatch_logs: [{ log_group: "/shop/logs" }],
  },
  http: { request: { method: "POST", url: "https://shop.example/checkout/17" }, response: { status: 500 } },
  metadata: { default: { cart: [1, 2] } },
  subsegments: [
    {
      id: "00000000000000a2",
      name: "orders@db",
      namespace: "remote",
      start_time: now + 0.1,
      end_time: now + 0.2,
      fault: true,
      sql: { sanitized_query: "SELECT * FROM orders WHERE id = ?" },
      cause: {
        exceptions: [
          {
            id: "00000000000000e1",
            type: "TimeoutError",
            message: "no connection within 100 ms",
            stack: [{ path: "/app/db.js", line: 17, label: "query" }],
          },
        ],
      },
    },
  ],
};

/** A trace of a sender that redacts nothing. */
const CARELESS = {
  trace_id: traceId(2),
  id: "00000000000000b1",
  name: "careless",
  start_time: now + 1,
  end_time: now + 1.5,
  error: true,
  annotations: { note: `key ${SECRETS[1]!}` },
  http: {
    request: { method: "GET", url: `https://careless.example/login?password=${SECRETS[0]!}` },
    response: { status: 401 },
  },
  metadata: { default: { password: SECRETS[0]!, card: SECRETS[2]!, requestBody: `{"name":"${SECRETS[0]!}"}` } },
  cause: {
    exceptions: [
      {
        id: "00000000000000e2",
        type: "Error",
        message: `token ${SECRETS[3]!} for password=${SECRETS[0]!} refused`,
        stack: [],
      },
    ],
  },
};

/** One trace of 1,000 subsegments with exceptions: nearly as large as X-Ray takes one. */
const HUGE_ID = traceId(3);
const HUGE = Array.from({ length: 20 }, (_, service) => ({
  trace_id: HUGE_ID,
  id: (0xc0_0000 + service * 1_000).toString(16).padStart(16, "0"),
  name: `huge-${service}`,
  start_time: now + service / 1_000,
  end_time: now + 5,
  subsegments: Array.from({ length: 50 }, (_, call) => ({
    id: (0xc0_0001 + service * 1_000 + call).toString(16).padStart(16, "0"),
    name: `call-${call}-${"x".repeat(40)}`,
    start_time: now + service / 1_000,
    end_time: now + 5,
    fault: true,
    cause: { exceptions: [{ id: "00000000000000e3", message: "y".repeat(150), type: "Error", stack: [] }] },
  })),
}));

/** Traces of one moment, so that only their IDs tell them apart. */
const MANY = Array.from({ length: 25 }, (_, index) => ({
  trace_id: traceId(100 + index),
  id: (0xd000 + index).toString(16).padStart(16, "0"),
  name: "many",
  start_time: now - 10,
  end_time: now - 9,
  http: { request: { method: "GET", url: "http://many/" }, response: { status: 200 } },
}));

interface Span {
  readonly id: string;
  readonly name: string;
}

describe("pmp-xray mcp: traces", function () {
  this.timeout(240_000);
  let local: XRayLocal;
  let recorder: Recorder;
  let server: Connected;
  const toClose: { close(): Promise<void> }[] = [];

  before(async () => {
    local = await startLocal([RULE]);
    toClose.push(local);
    await send(local.apiUrl, [FAULT, CARELESS, ...HUGE, ...MANY]);
    recorder = await record(local.apiUrl, [`${FAULT.trace_id} pays with ${SECRETS[2]!}`, "second"]);
    toClose.push(recorder);
    server = await connect(["--local-url", recorder.url, "--region", "eu-central-1", "--endpoint-url", recorder.url], {
      env: { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" },
    });
    toClose.push(server);
  });
  after(async () => {
    for (const each of toClose.reverse()) await each.close();
  });

  // The one on this machine, and one that is asked as AWS is: with a region and with credentials.
  for (const source of ["local", "aws"]) {
    it(`lists traces of ${source} by a filter expression`, async () => {
      const { traces, from, next, leftOut } = await server.answer("list_traces", { source, filter: "fault" });
      assert.deepEqual(traces, [
        {
          id: FAULT.trace_id,
          start: new Date(Math.floor(now * 1_000)).toISOString(),
          ms: 250,
          outcome: "fault",
          service: "shop",
          method: "POST",
          url: "https://shop.example/checkout/17",
          status: 500,
          annotations: { tier: ["gold"] },
        },
      ]);
      assert.deepEqual([next, leftOut], [undefined, []]);
      assert.match(String(from), source === "local" ? /^the local X-Ray at / : /^X-Ray at /);
    });

    it(`shows one trace of ${source} with its exceptions and calls`, async () => {
      const trace = await server.answer("get_trace", { source, trace_id: FAULT.trace_id });
      assert.deepEqual(trace.exceptions, [
        {
          in: "orders@db",
          segment: "00000000000000a2",
          type: "TimeoutError",
          message: "no connection within 100 ms",
          stack: ["query /app/db.js:17"],
        },
      ]);
      const spans = trace.spans as Span[];
      assert.deepEqual(
        spans.slice(0, 2).map(({ id, name }) => [id, name]),
        [
          ["00000000000000a1", "shop"],
          ["00000000000000a2", "orders@db"],
        ],
      );
      assert.match(
        JSON.stringify(spans[1]),
        /"at":100,"ms":100,"outcome":"fault","query":"SELECT \* FROM orders WHERE id = \?"/,
      );
      assert.match(String(trace.page), source === "local" ? /^http:.*#\/traces\/1-/ : /console.*eu-central-1/);
      const one = await server.answer("get_trace", { source, trace_id: FAULT.trace_id, segment: "00000000000000a1" });
      assert.match(JSON.stringify(one.document), /"metadata":\{"default":\{"cart":\[1,2\]\}\}/);
    });

    it(`draws the map of ${source}`, async () => {
      const { services, calls } = await server.answer("service_map", { source });
      assert.match(
        JSON.stringify(services),
        /"name":"shop","type":"AWS::EKS::Container".*"requests":1,"errors":0,"throttles":0,"faults":1/,
      );
      assert.match(JSON.stringify(calls), /"from":"shop","to":"orders@db","requests":1/);
    });

    it(`names the rules of ${source}, and explains which one decides`, async () => {
      const { rules } = await server.answer("sampling_rules", { source });
      assert.match(
        JSON.stringify(rules),
        /^\[\{"name":"shop-checkout","priority":10,"does":"samples 100 %","matches":\{"URLPath":"\/checkout\*"\}/,
      );
      const sampled = await server.answer("explain_sampling", { source, trace_id: FAULT.trace_id });
      assert.deepEqual([sampled.decides, sampled.decided, sampled.notes], ["shop-checkout", "shop-checkout", []]);
      const other = await server.answer("explain_sampling", { source, method: "GET", path: "/cart?x=1" });
      assert.equal(other.decides, "Default");
      assert.match(
        JSON.stringify(other.rules),
        /"verdict":"does not match","because":\["path \/checkout\* is not \/cart"\]/,
      );
    });
  }

  it("pages through traces of the same moment: each once, the newest first", async () => {
    const seen: string[] = [];
    let cursor: unknown;
    do {
      const { traces, next } = await server.answer("list_traces", {
        filter: 'service("many")',
        limit: 10,
        ...(cursor !== undefined && { cursor }),
      });
      seen.push(...(traces as Span[]).map(({ id }) => id));
      cursor = next;
    } while (cursor !== undefined && seen.length < 100);
    assert.deepEqual(
      seen,
      MANY.map(({ trace_id }) => trace_id)
        .sort()
        .reverse(),
    );
  });

  it("leaves secrets out, whoever sent them", async () => {
    const answers = await Promise.all([
      server.answer("list_traces"),
      server.answer("get_trace", { trace_id: CARELESS.trace_id }),
      server.answer("get_trace", { trace_id: CARELESS.trace_id, segment: CARELESS.id }),
      server.answer("explain_sampling", { trace_id: CARELESS.trace_id }),
      server.answer("trace_logs", { source: "aws", trace_id: FAULT.trace_id }),
    ]);
    const text = JSON.stringify(answers);
    for (const secret of SECRETS) assert.ok(!text.includes(secret), secret);
    assert.match(text, /\[redacted\]/);
    assert.match(text, /careless\.example/);
    const message = await server.refusal("get_trace", { trace_id: `1-${SECRETS[1]!}` });
    assert.ok(!message.includes(SECRETS[1]!), message);
  });

  it("keeps every answer within its limit, says what is left out, and following that shows all", async () => {
    const first = await server.answer("get_trace", { trace_id: HUGE_ID });
    assert.ok(JSON.stringify(first).length <= LIMIT);
    assert.equal(first.spanCount, 20 * 51);
    const told = JSON.stringify(first.leftOut);
    assert.match(told, /\d+ at the end of spans\. Ask for them with offset: the number of spans that you have\./);
    assert.match(told, /\d+ at the end of exceptions\. Ask for one by segment\./);
    const seen = (first.spans as Span[]).map(({ id }) => id);
    assert.ok(seen.length > 0);
    while (seen.length < 20 * 51) {
      const more = await server.answer("get_trace", { trace_id: HUGE_ID, offset: seen.length });
      assert.ok(JSON.stringify(more).length <= LIMIT);
      const some = (more.spans as Span[]).map(({ id }) => id);
      assert.ok(some.length > 0);
      seen.push(...some);
    }
    assert.equal(new Set(seen).size, 20 * 51);
  });

  it("shows the log lines of the groups that a trace names, and says that the local X-Ray keeps none", async () => {
    const { groups, lines } = await server.answer("trace_logs", { source: "aws", trace_id: FAULT.trace_id });
    assert.deepEqual(groups, ["/shop/logs"]);
    assert.match(JSON.stringify(lines), /"text":"1-[0-9a-f-]+ pays with \[redacted\]".*"text":"second"/);
    const none = await server.answer("trace_logs", { trace_id: FAULT.trace_id });
    assert.match(JSON.stringify(none), /"lines":\[\],"leftOut":\["The local X-Ray keeps no log lines/);
  });

  it("has only called operations that read", () => {
    const allowed = [
      "GET /local/info",
      "POST /TraceSummaries",
      "POST /Traces",
      "POST /ServiceGraph",
      "POST /GetSamplingRules",
      "POST /SamplingStatisticSummaries",
      "Logs_20140328.FilterLogEvents",
    ];
    assert.deepEqual([...new Set(recorder.calls)].sort(), allowed.sort());
  });

  it("says what is wrong with arguments, what is allowed, and which one was meant", async () => {
    assert.equal(
      await server.refusal("list_traces", { limit: 1_000, filtr: "fault" }),
      "list_traces has no argument filtr (did you mean filter?); it has source, port, filter, minutes, until, limit, cursor.\n" +
        "limit: got 1000; allowed: at most 100.",
    );
    assert.match(
      await server.refusal("list_traces", { source: "gcp" }),
      /^source: got "gcp"; allowed: one of local, aws\.$/,
    );
    assert.match(
      await server.refusal("list_traces", { filter: "colour = 1" }),
      /^The local X-Ray at \S+ answers: .*colour/,
    );
    assert.match(
      await server.refusal("get_trace", { trace_id: traceId(9, 1) }),
      /^Trace 1-\S+ is not in the local X-Ray at \S+: .*list_traces lists those that are there\.$/,
    );
    assert.match(
      await server.refusal("get_trace", { trace_id: FAULT.trace_id, segment: "ffffffffffffffff" }),
      /^segment: got ffffffffffffffff; trace \S+ has no such one\./,
    );
    assert.match(
      await server.refusal("explain_sampling", { method: "GET" }),
      /needs either trace_id, or method and path/,
    );
    assert.match(await server.refusal("list_trace"), /^There is no tool list_trace; there are list_traces, /);
  });
});

describe("pmp-xray mcp: the local X-Ray", function () {
  this.timeout(240_000);

  it("is found by its port, and is asked for when there is none", async () => {
    const local = await startLocal();
    const port = Number(new URL(local.apiUrl).port);
    // Nothing listens at port 1 of this machine: it is for root, and for nobody.
    const server = await connect(["--local-url", "http://127.0.0.1:1"]);
    try {
      const refused = await server.refusal("list_traces");
      assert.match(
        refused,
        /^No local X-Ray answers at http:\/\/127\.0\.0\.1:1\. Start one: npx --no-install pmp-xray dev -- node server\.js\./,
      );
      assert.match(refused, /named by the argument port\.$/);
      assert.deepEqual((await server.answer("list_traces", { port })).traces, []);
    } finally {
      await server.close();
      await local.close();
    }
  });
});
