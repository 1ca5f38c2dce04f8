import assert from "node:assert/strict";
import { FilterError, formatFilter, parseFilter } from "../../../../packages/filter/src/index.ts";
import { matches } from "../../../../packages/xray-local/src/filter/matches.ts";
import { traceOf } from "./support/trace.ts";

/**
 * The examples of https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html that mean something on one
 * machine: each with a trace that it finds, and one that it does not.
 */
const api = { name: "api.example.com", type: "AWS::EKS::Container" };
const EXAMPLES: readonly [expression: string, found: Parameters<typeof traceOf>, not: Parameters<typeof traceOf>][] = [
  ["responsetime > 5", [{ ...api, seconds: 5.1 }], [{ ...api, seconds: 5 }]],
  ["duration >= 5 AND duration <= 8", [{ ...api, seconds: 8 }], [{ ...api, seconds: 8.5 }]],
  ["ok", [{ ...api, status: 204 }], [{ ...api, status: 301 }]],
  ["!ok", [{ ...api, status: 500 }], [{ ...api, status: 200 }]],
  ["ok = false", [{ ...api, status: 404 }], [{ ...api, status: 200 }]],
  ["http.status != 200", [{ ...api, status: 201 }], [{ ...api, status: 200 }]],
  ["ok !partial duration <3", [{ ...api, status: 200, seconds: 1 }], [{ ...api, status: 200, seconds: 3 }]],
  [
    'http.url CONTAINS "/api/game/"',
    [{ ...api, url: "http://x/api/game/7" }],
    [{ ...api, url: "http://x/api/games/7" }],
  ],
  ['user CONTAINS ""', [{ ...api, user: "alice" }], [api]],
  [
    'service("data-plane") {root = true and fault = true}',
    [{ name: "data-plane", status: 500 }],
    [{ ...api, status: 500 }],
  ],
  ['service("api.example.com") { fault }', [{ ...api, status: 502 }], [{ ...api, status: 200 }]],
  [
    "service() { fault }",
    [{ ...api, status: 200, calls: [{ name: "deep", status: 500 }] }],
    [{ ...api, status: 200, calls: [{ name: "deep", status: 400 }] }],
  ],
  [
    'edge("api.example.com", "backend.example.com") { error }',
    [{ ...api, calls: [{ name: "backend.example.com", status: 404 }] }],
    [{ name: "backend.example.com", calls: [{ name: "api.example.com", status: 404 }] }],
  ],
  [
    'http.url BEGINSWITH "http://api.example.com/" AND http.url CONTAINS "/v2/" AND !service("api.example.com")',
    [{ name: "edge", url: "http://api.example.com/v2/x" }],
    [{ ...api, url: "http://api.example.com/v2/x" }],
  ],
  ["http.url AND responseTime > 2", [{ ...api, url: "http://x/", seconds: 3 }], [{ ...api, seconds: 3 }]],
  [
    'annotation.gameid = "817DL6VO"',
    [{ ...api, annotations: { gameid: "817DL6VO" } }],
    [{ ...api, annotations: { gameid: "8" } }],
  ],
  ["annotation.age", [{ ...api, annotations: { age: 3 } }], [api]],
  ["!annotation.age", [api], [{ ...api, annotations: { age: 3 } }]],
  ["annotation.age > 29", [{ ...api, annotations: { age: 30 } }], [{ ...api, annotations: { age: 29 } }]],
  [
    'service("random-name") { error }',
    [{ ...api, calls: [{ name: "random-name", status: 400 }] }],
    [{ ...api, status: 400, calls: [{ name: "random-name", status: 200 }] }],
  ],
  [
    'service(id(name: "random-name", type: "AWS::Lambda::Function")) { error }',
    [{ name: "random-name", type: "AWS::Lambda::Function", status: 400 }],
    [{ name: "random-name", type: "AWS::Lambda", status: 400 }],
  ],
  [
    'service(id(type: "AWS::Lambda::Function")) { error }',
    [{ name: "x", type: "AWS::Lambda::Function", status: 400 }],
    [{ name: "AWS::Lambda::Function", type: "remote", status: 400 }],
  ],
  [
    'annotation[user.tier] = "gold"',
    [{ ...api, annotations: { "user.tier": "gold" } }],
    [{ ...api, annotations: { tier: "gold" } }],
  ],
  [
    'service("api.example.com") { fault = true OR responsetime > 2.5 } AND annotation.account = "12345"',
    [{ ...api, seconds: 3, annotations: { account: "12345" } }],
    [{ ...api, seconds: 2, annotations: { account: "12345" } }],
  ],
];

describe("AWS's examples of filter expressions", () => {
  for (const [expression, found, not] of EXAMPLES) {
    it(expression, () => {
      const filter = parseFilter(expression);
      assert.equal(matches(filter, traceOf(...found)), true, "finds what it should");
      assert.equal(matches(filter, traceOf(...not)), false, "leaves the other");
      assert.deepEqual(parseFilter(formatFilter(filter)).root, filter.root, "means the same when printed");
    });
  }

  it("groups: a trace that meets the group's filter, and the user", () => {
    const groups = [
      { name: "high_response_time", arn: "arn:aws:xray:eu-west-1:1:group/h/X", filterExpression: "responsetime > 3" },
    ];
    for (const reference of ['group.name = "high_response_time"', 'group.arn = "arn:aws:xray:eu-west-1:1:group/h/X"']) {
      const filter = parseFilter(`${reference} AND user = "alice"`, groups);
      assert.equal(matches(filter, traceOf({ name: "x", seconds: 4, user: "alice" })), true);
      assert.equal(matches(filter, traceOf({ name: "x", seconds: 2, user: "alice" })), false);
      assert.equal(matches(filter, traceOf({ name: "x", seconds: 4, user: "bob" })), false);
    }
  });
});

describe("AWS's examples that need AWS's own analysis", () => {
  const ONLY_AWS = [
    'rootcause.fault.entity { last and name = "deserialize" }',
    'rootcause.responsetime.entity { remote and coverage > 0.7 and name = "traces" }',
    'rootcause.fault.service { inferred and name = traces and type = "AWS::DynamoDB" }',
    "rootcause.fault.service { index > 5 }",
    'rootcause.json = #[{ "Services": [ { "Name": "GetWeatherData", "EntityPath": [{ "Name": "x" }] } ] }]',
    "json",
    "service() { first }",
    "last",
    "remote",
    "coverage > 0.8",
    "index > 5",
  ];
  for (const expression of ONLY_AWS) {
    it(`refuses ${expression} by name, with the reason and what to write instead`, () => {
      const keyword = /rootcause\.[a-z.]+|json|first|last|remote|coverage|index/.exec(expression)?.[0] ?? "";
      assert.throws(
        () => parseFilter(expression),
        (error) => {
          assert.ok(error instanceof FilterError);
          assert.equal(error.problems.length, 1);
          const [problem] = error.problems;
          assert.equal(expression.slice(problem!.from, problem!.to), keyword);
          assert.match(
            problem!.message,
            new RegExp(`^${keyword.replaceAll(".", "\\.")} is not supported locally\\..*root causes`),
          );
          assert.match(problem!.fix ?? "", /service\(\) \{ fault \}/);
          return true;
        },
      );
    });
  }
});
