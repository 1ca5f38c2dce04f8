import assert from "node:assert/strict";
import fc from "fast-check";
import { FilterError, formatFilter, parseFilter } from "../../../packages/filter/src/index.ts";
import { OPERATORS } from "../../../packages/filter/src/expression.ts";
import { KEYWORDS } from "../../../packages/filter/src/keywords.ts";
import { expressions } from "./support/expressions.ts";

function problemsOf(expression: string, ...rest: [Parameters<typeof parseFilter>[1]?]): FilterError["problems"] {
  try {
    parseFilter(expression, ...rest);
  } catch (error) {
    assert.ok(error instanceof FilterError);
    return error.problems;
  }
  assert.fail(`${expression} was accepted`);
}

/** The place of each problem with what is said, so that a table is easily read. */
function said(expression: string, ...rest: [Parameters<typeof parseFilter>[1]?]): string[] {
  return problemsOf(expression, ...rest).map(
    ({ from, to, message, fix = "" }) => `[${expression.slice(from, to)}] ${message}${fix && ` → ${fix}`}`,
  );
}

const NAMES = [...KEYWORDS.map(({ name }) => name), "service", "edge", "group.name", "group.arn"];
const ROOT_CAUSES = "It refers to the root causes of a trace. AWS determines root causes by an unpublished analysis.";

describe("the filter parser", () => {
  it("reads what was printed as the same filter", () => {
    fc.assert(
      fc.property(expressions(), (root) => {
        assert.deepEqual(parseFilter(formatFilter({ root })).root, root);
      }),
      { numRuns: 2_000 },
    );
  });

  it("throws nothing but FilterError, whatever the text, and places every problem inside it", () => {
    const pieces = [
      ...KEYWORDS.map(({ name }) => name),
      ...OPERATORS,
      "service",
      "edge",
      "id",
      "annotation",
      "annotation.x",
    ];
    const signs = [
      "(",
      ")",
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      "!",
      '"',
      "'",
      "#",
      "\\",
      "AND",
      "OR",
      "NOT",
      "rootcause.x",
      "\0",
      "😀",
    ];
    const soup = fc.array(fc.oneof(fc.constantFrom(...pieces, ...signs), fc.string({ maxLength: 3 })), {
      maxLength: 30,
    });
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      soup.map((words) => words.join(" ")),
      soup.map((words) => words.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          parseFilter(text);
        } catch (error) {
          assert.ok(error instanceof FilterError, String(error));
          assert.ok(error.problems.length > 0);
          for (const { from, to, message } of error.problems) {
            assert.ok(from >= 0 && from <= to && to <= text.length, `${from}–${to} of ${text.length}`);
            assert.match(message, /^\S.*[.:]/s);
          }
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it("survives texts made to exhaust the stack or the time", () => {
    for (const [piece, end] of [
      ["(", ""],
      ["!", "ok"],
      ["service() { ", ""],
      ["ok ", ""],
      ['"', ""],
      ["#[", ""],
      ["ok OR ", "ok"],
      ["a", ""],
      ["1", ""],
    ] as const) {
      const text = piece.repeat(20_000) + end;
      const started = performance.now();
      try {
        parseFilter(text);
      } catch (error) {
        assert.ok(error instanceof FilterError, `${piece}: ${String(error)}`);
      }
      // Quadratic time would be minutes; this is no measurement.
      assert.ok(performance.now() - started < 10_000, piece);
    }
  });

  it("counts what is nested, not how much there is", () => {
    assert.equal(formatFilter(parseFilter("(ok) ".repeat(200))), Array(200).fill("ok").join(" AND "));
    assert.equal(formatFilter(parseFilter(`${"!".repeat(50)}ok`)), `${"!".repeat(50)}ok`);
    assert.match(said(`${"!".repeat(51)}ok`).join(), /Conditions are nested more than 50 deep/);
    assert.match(said("(".repeat(51)).join(), /Conditions are nested more than 50 deep/);
  });

  it("binds AND more tightly than OR, and reads neighbours as AND", () => {
    const forms = [
      ["ok OR fault AND error", "ok OR fault AND error"],
      ["(ok OR fault) AND error", "(ok OR fault) AND error"],
      ["ok fault OR error", "ok AND fault OR error"],
      ["ok AND (fault AND error)", "ok AND fault AND error"],
      ["ok and FAULT oR Error", "ok AND fault OR error"],
      ["!ok = true", "!(ok = true)"],
      ["!(ok OR fault)", "!(ok OR fault)"],
      ["service { fault }", "service() { fault }"],
      ['user = "a\\"b\\\\c\\d"', 'user = "a\\"b\\\\c\\\\d"'],
      ["responsetime>.5", "responsetime > 0.5"],
      ['fault = "true"', "fault = true"],
      ['fault != "false"', "fault != false"],
      ["edge()", "edge()"],
      ['service(id(account.id: "1", name: "x"))', 'service(id(name: "x", account.id: "1"))'],
      ["", ""],
      [" \n ", ""],
    ] as const;
    for (const [given, printed] of forms) {
      assert.equal(formatFilter(parseFilter(given)), printed, given);
      assert.deepEqual(parseFilter(given).root, parseFilter(printed).root, given);
    }
  });

  const REFUSED: readonly [expression: string, ...said: string[]][] = [
    ["responstime > 5", "[responstime] responstime is not a keyword. → Did you mean responsetime?"],
    [
      "responsetime > 500ms",
      "[500ms] 500ms is not a number. → Write numbers without a unit. Times are in seconds: 0.25 is a quarter of a second.",
    ],
    [
      "duration > 1e999",
      "[1e999] 1e999 is too large a number. → Write numbers without a unit. Times are in seconds: 0.25 is a quarter of a second.",
    ],
    ["user = alice", '[alice] Text must be in double quotation marks. → Write "alice".'],
    ["user = 'alice'", `['alice'] Text must be in double quotation marks, not single ones. → Write "alice".`],
    ['user = "alice', '["alice] The text is not closed. → Close it with a quotation mark: ".'],
    ["fault == true && ok", "[==] == is not an operator. → Write =.", "[&&] && is not an operator. → Write AND."],
    ["NOT fault", "[NOT] NOT is not supported. → Write !, as in !fault or !(fault OR error)."],
    [
      'http.status = "500"',
      '[http.status = "500"] http.status is a number, but is compared with a text. → Write, for example, http.status = 500.',
    ],
    [
      "http.url > 5",
      '[http.url > 5] http.url is a text, but is compared with a number. → Write, for example, http.url CONTAINS "text".',
    ],
    [
      'http.url > "a"',
      '[http.url > "a"] > does not apply to a text; allowed: =, !=, CONTAINS, BEGINSWITH, ENDSWITH. → Write, for example, http.url CONTAINS "text".',
    ],
    [
      "fault > true",
      "[fault > true] > does not apply to true or false; allowed: =, !=. → Write, for example, fault = true.",
    ],
    [
      "annotation.age CONTAINS 5",
      "[annotation.age CONTAINS 5] CONTAINS does not apply to a number; allowed: =, !=, <, <=, >, >=. → Write, for example, annotation[age] > 0.5.",
    ],
    [
      "annotation.user.tier",
      "[annotation.user.tier] A key with dots must be in brackets. → Write annotation[user.tier].",
    ],
    [
      'annotation["user.tier"]',
      '[["user.tier"]] ["user.tier"] is not a valid annotation key. → Write the key without quotation marks and spaces: annotation[user.tier].',
    ],
    [
      "annotation. = 1",
      "[annotation.] annotation. has no annotation key. → Write annotation.tier, or annotation[user.tier] for a key with dots.",
    ],
    ["root", '[root] root applies to a service, not to a trace or a call. → Write service("pmp-api") { root }.'],
    [
      'edge("a", "b") { root }',
      '[root] root applies to a service, not to a trace or a call. → Write service("pmp-api") { root }.',
    ],
    [
      'edge("a", "b") { name = "a" }',
      '[name] name applies to a service, not to a call. → Name the services between the brackets: edge("caller", "called").',
    ],
    ['edge("a")', '[edge] edge() takes two names, got 1. → Write edge("caller", "called").'],
    ['service("a", "b")', '[service] service() takes one name, got 2. → Write service("pmp-api").'],
    ["service() { service() }", "[service] service is not allowed inside service() { }. → Combine the two with AND."],
    [
      "service(pmp)",
      '[pmp] A name is missing: found pmp. → Write "pmp-api" or id(name: "pmp-api", type: "AWS::EKS::Container").',
    ],
    ['service(id(nam: "x"))', "[nam] name:, type: or account.id: is missing: found nam."],
    ['service(id(name: "x", name: "y"))', "[name] name is given twice. → Leave one out."],
    ["service", '[] An opening ( after service is missing: the expression ends. → Write service("pmp-api").'],
    ["ok AND", "[] A condition is missing: the expression ends. → Write one: fault, or http.status = 500."],
    [
      "AND ok",
      "[AND] A condition is missing: found AND. → AND joins two conditions. Write one: fault, or http.status = 500.",
    ],
    ["(ok", "[] A closing ) is missing: the expression ends."],
    ["ok)", "[)] Unexpected )."],
    ["service() {}", "[}] A condition is missing: found }. → Write one: fault, or http.status = 500."],
    [
      "fault = 5 AND foo AND remote",
      "[fault = 5] fault is true or false, but is compared with a number. → Write, for example, fault = true.",
      `[foo] foo is not a keyword. → Keywords are ${NAMES.join(", ")} and annotation.KEY.`,
      `[remote] remote is not supported locally. ${ROOT_CAUSES} → Use service() { fault }, service() { error } or service() { responsetime > 1 }.`,
    ],
    ["ok ; fault", '[;] Unexpected ";".'],
    ["group.name", '[] = or != after group.name is missing: the expression ends. → Write group.name = "slow".'],
    [
      "group.arn = 5",
      '[5] The arn of a group in quotation marks is missing: found 5. → Write group.arn = "arn:aws:xray:…".',
    ],
  ];
  for (const [expression, ...expected] of REFUSED) {
    it(`says what is wrong with ${expression}`, () => {
      assert.deepEqual(said(expression), expected);
    });
  }

  it("knows the groups that it is told, and finds circles", () => {
    const groups = [
      { name: "slow", filterExpression: "responsetime > 1" },
      { name: "a", filterExpression: 'group.name = "b"' },
      { name: "b", filterExpression: 'group.name = "a"' },
      { name: "broken", filterExpression: "responsetime >" },
    ];
    assert.equal(formatFilter(parseFilter('group.name != "slow"', groups)), '!group.name = "slow"');
    assert.equal(formatFilter(parseFilter('group.name = "Default"', groups)), 'group.name = "Default"');
    assert.deepEqual(said('group.name = "slo"', groups), [
      '["slo"] There is no group with the name "slo". → Did you mean slow?',
    ]);
    assert.match(said('group.name = "a"', groups).join(), /Group a refers to itself: a → b → a\./);
    assert.match(
      said('group.name = "broken"', groups).join(),
      /The filter of group broken is invalid\. At character 15: A value after > is missing/,
    );
    assert.doesNotThrow(() => parseFilter('group.name = "slo"'), "without a list no group is wrong");
  });

  it("gives the same advice once, and every problem its own line", () => {
    assert.throws(
      () => parseFilter("foo1 AND bar1"),
      (error) =>
        error instanceof FilterError &&
        /^At character 1: foo1 is not a keyword\. Keywords are ok,.*\nAt character 10: bar1 is not a keyword\.$/.test(
          error.message,
        ),
    );
  });
});
