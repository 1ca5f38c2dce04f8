import assert from "node:assert/strict";
import { AlarmError, evaluateMath, parseMath } from "@pmp/alarms";

type Series = readonly (number | undefined)[];

/** - is a missing value. */
function series(text: string): Series {
  return text.split(" ").map((value) => (value === "-" ? undefined : Number(value)));
}

function evaluate(expression: string, metrics: Readonly<Record<string, string>>): string {
  const read = Object.fromEntries(Object.entries(metrics).map(([id, values]) => [id, series(values)]));
  const length = Object.values(read)[0]!.length;
  return evaluateMath(parseMath(expression), length, (id) => read[id])
    .map((value) => value ?? "-")
    .join(" ");
}

/** The examples of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
describe("metric math", () => {
  const compared = { metric1: "30 20 0 0", metric2: "20 - 20 -" };
  const chosen = { metric1: "1 1 0 0 -", metric2: "30 - 0 0 30", metric3: "0 0 20 - 20" };
  const cases: readonly [expression: string, metrics: Readonly<Record<string, string>>, result: string][] = [
    ["metric1 < metric2", compared, "0 0 1 0"],
    ["metric1 >= 30", compared, "1 0 0 0"],
    ["metric1 > 15 AND metric2 > 15", compared, "1 0 0 0"],
    ["metric1 > 15 && metric2 > 15", compared, "1 0 0 0"],
    ["metric1 == 0 || metric2 == 20", compared, "1 0 1 1"],
    ["IF(metric1, metric2, metric3)", chosen, "30 0 20 - -"],
    ["IF(metric1, 5, metric3)", chosen, "5 5 20 - -"],
    ["IF(metric1, metric2, 5)", chosen, "30 0 5 5 -"],
    ["IF(metric1 < 1, metric1)", chosen, "- - 0 0 -"],
    ["IF(1, metric2, metric3)", chosen, "30 - 0 0 30"],
    ["FILL(m, 7)", { m: "1 - 3" }, "1 7 3"],
    ["a + b * 2", { a: "1 - 3 -", b: "1 2 - -" }, "3 4 3 -"],
    ["a / b", { a: "1 1 -", b: "2 0 4" }, "0.5 - 0"],
    ["-a", { a: "1 -" }, "-1 -"],
    ["(a - 1) * 2", { a: "3 4" }, "4 6"],
    ["a - 1 - 1", { a: "3 4" }, "1 2"],
  ];
  for (const [expression, metrics, result] of cases) {
    it(`${expression} is ${result}`, () => {
      assert.equal(evaluate(expression, metrics), result);
    });
  }

  for (const [expression, problem] of [
    ["a >", /ends too early/],
    ["a b", /unexpected b/],
    ["a # b", /character 2/],
    ["SUM(a)", /unexpected SUM/],
    ["FILL(a)", /FILL takes 2 arguments/],
    ["FILL(a, REPEAT)", /unexpected REPEAT/],
    ["FILL(a, a)", /a time series and a number/],
    ["other + 1", /no metric other/],
    ["1 + 1", /is a number/],
  ] as const) {
    it(`${expression} is refused`, () => {
      assert.throws(
        () => evaluate(expression, { a: "1 2" }),
        (error) => error instanceof AlarmError && problem.test(error.message),
      );
    });
  }
});
