import assert from "node:assert/strict";
import fc from "fast-check";
import type { SegmentDocument } from "../../../../packages/xray-local/src/documents/segment.ts";
import { formatFilter, parseFilter } from "../../../../packages/filter/src/index.ts";
import { matches } from "../../../../packages/xray-local/src/filter/matches.ts";
import { expressions } from "../../filter/support/expressions.ts";
import { naively } from "./support/naive.ts";
import { traceOf, type Called, type Service } from "./support/trace.ts";

const NAMES = ["api", "db", "AWS::X", "client"];
const TEXTS = ["", "a", "b", "ab", "GET", "api"];
const KEYS = ["tier", "user.tier"];

/** Filters and traces out of few words, so that they often meet. */
const words = {
  texts: fc.constantFrom(...TEXTS),
  numbers: fc.constantFrom(0, 0.5, 1, 200, 404, 429, 500),
  names: fc.constantFrom(...NAMES),
  annotationKeys: fc.constantFrom(...KEYS),
};

function services(depth: number): fc.Arbitrary<Service> {
  return fc.record(
    {
      name: words.names,
      type: words.names,
      status: fc.constantFrom(200, 301, 404, 429, 500),
      url: words.texts,
      method: words.texts,
      user: words.texts,
      seconds: fc.constantFrom(0.25, 0.5, 1),
      annotations: fc.dictionary(words.annotationKeys, fc.oneof(words.texts, words.numbers, fc.boolean()), {
        noNullPrototype: true,
      }),
      exception: fc.record({ type: words.texts, message: words.texts }),
      ...(depth > 0 && { calls: fc.array(called(depth - 1), { maxLength: 2 }) }),
    },
    { requiredKeys: ["name"], noNullPrototype: true },
  );
}

function called(depth: number): fc.Arbitrary<Called> {
  return services(depth).chain((service) => fc.boolean().map((silent) => ({ ...service, silent })));
}

describe("the filter evaluator", () => {
  it("finds what a definition written without any of its code finds", () => {
    let found = 0;
    let runs = 0;
    fc.assert(
      fc.property(expressions(words), services(2), (root, service) => {
        const filter = parseFilter(formatFilter({ root }));
        const expected = naively(root, service);
        assert.equal(matches(filter, traceOf(service)), expected, formatFilter({ root }));
        runs += 1;
        if (expected) found += 1;
      }),
      { numRuns: 4_000 },
    );
    // Filters that never, or always, match would prove nothing.
    assert.ok(found > runs * 0.2 && found < runs * 0.8, `${found} of ${runs}`);
  });

  it("lets everything through when the expression is empty", () => {
    assert.equal(matches(parseFilter(""), traceOf({ name: "api", status: 500 })), true);
  });

  it("compares only values that are there: != needs one, ! does not", () => {
    const nobody = traceOf({ name: "api" });
    assert.equal(matches(parseFilter('user != "alice"'), nobody), false);
    assert.equal(matches(parseFilter('!(user = "alice")'), nobody), true);
    assert.equal(matches(parseFilter("http.status < 500"), nobody), false);
  });

  it("takes one of several values, and for != none", () => {
    const both = traceOf({
      name: "api",
      annotations: { tier: "gold" },
      calls: [{ name: "db", annotations: { tier: "iron" } }],
    });
    assert.equal(matches(parseFilter('annotation.tier = "iron"'), both), true);
    assert.equal(matches(parseFilter('annotation.tier != "iron"'), both), false);
    assert.equal(matches(parseFilter('service("api") { annotation.tier != "iron" }'), both), true);
  });

  it("asks all conditions of a service of one and the same request", () => {
    const trace = traceOf({
      name: "api",
      calls: [
        { name: "db", status: 500, seconds: 1 },
        { name: "db", status: 200, seconds: 3 },
      ],
    });
    assert.equal(matches(parseFilter('service("db") { fault } AND service("db") { duration > 2 }'), trace), true);
    assert.equal(matches(parseFilter('service("db") { fault AND duration > 2 }'), trace), false);
  });

  it("matches no group that it was not told of", () => {
    assert.equal(matches(parseFilter('group.name = "slow"'), traceOf({ name: "api" })), false);
    assert.equal(matches(parseFilter('group.name = "Default"', []), traceOf({ name: "api" })), true);
  });

  it("knows a request that is not finished, one whose caller has not come, and a part whose whole has not", () => {
    const { summary } = traceOf({ name: "api" });
    const finds = (expression: string, ...segments: readonly SegmentDocument[]): boolean =>
      matches(parseFilter(expression), { summary, segments });
    const running: SegmentDocument = { name: "api", id: "1", start_time: 5, in_progress: true, parent_id: "gone" };
    assert.equal(finds("service() { partial }", running), true);
    assert.equal(finds("service() { duration >= 0 }", running), false, "it has no duration yet");
    assert.equal(finds('service("api") { root }', running), true);
    const part: SegmentDocument = {
      ...running,
      type: "subsegment",
      subsegments: [{ name: "db", id: "2", start_time: 5, namespace: "remote" }],
    };
    assert.equal(finds('service("api")', part), false, "a part is no service");
    assert.equal(finds('service("db") { inferred }', part), true);
    assert.equal(finds('edge("api", "db")', part), false, "nobody knows whose part it is");
  });

  it("finds where it ran, for whom, and what an account called", () => {
    const { summary } = traceOf({ name: "api" });
    const aws = { account_id: "123", ec2: { instance_id: "i-1", availability_zone: "eu-1a" } };
    const request = { client_ip: "10.0.0.1", user_agent: "curl" };
    const segment: SegmentDocument = {
      name: "api",
      id: "1",
      start_time: 5,
      end_time: 6,
      aws,
      resource_arn: "arn:x",
      http: { request },
    };
    const all = [
      'instance.id = "i-1"',
      'availabilityzone = "eu-1a"',
      'resource.arn = "arn:x"',
      'http.useragent = "curl"',
      'service() { http.clientip = "10.0.0.1" AND http.useragent = "curl" AND duration = 1 }',
      'service(id(account.id: "123"))',
      '!service(id(account.id: "124"))',
      'edge(id(type: "client"), "api") { responsetime = 1 }',
    ];
    for (const expression of all)
      assert.equal(matches(parseFilter(expression), { summary, segments: [segment] }), true, expression);
  });
});
