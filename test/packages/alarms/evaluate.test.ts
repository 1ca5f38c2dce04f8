import assert from "node:assert/strict";
import { AlarmError, evaluateAlarm, evaluationRange, readAlarm, type AlarmInput } from "@pmp/alarms";

const metric = { Namespace: "N", MetricName: "count", Dimensions: [{ Name: "GroupName", Value: "all" }] };
const single: AlarmInput = {
  AlarmName: "single",
  ...metric,
  Statistic: "Sum",
  Period: 300,
  ComparisonOperator: "LessThanThreshold",
  Threshold: 1,
  EvaluationPeriods: 3,
  TreatMissingData: "breaching",
};
const math: AlarmInput = {
  AlarmName: "math",
  Metrics: [
    { Id: "a", MetricStat: { Metric: metric, Period: 60, Stat: "Sum" }, ReturnData: false },
    { Id: "b", Expression: "a * 2", ReturnData: false },
    { Id: "c", Expression: "b + 1" },
  ],
  ComparisonOperator: "GreaterThanThreshold",
  Threshold: 6,
  EvaluationPeriods: 1,
};
const NOW = 1_800_000_000;

describe("an alarm's evaluation", () => {
  it("sums the minutes of each period, which end with the last full minute", () => {
    const minutes = new Map([
      [NOW - 60, 1],
      [NOW - 300, 2],
      [NOW - 360, 4],
      // The minute that has just begun.
      [NOW, 100],
    ]);
    const { datapoints, state } = evaluateAlarm(readAlarm(single), () => minutes, NOW + 59, "OK");
    assert.deepEqual(datapoints, [undefined, undefined, undefined, 4, 3]);
    assert.equal(state, "OK");
  });

  it("alarms on missing data only when no more datapoints are in the range", () => {
    const minutes = new Map([[NOW - 60, 1]]);
    const at = (minute: number): string =>
      evaluateAlarm(readAlarm(single), () => minutes, NOW + minute * 60, "OK").state;
    assert.equal(at(0), "OK");
    assert.equal(at(24), "OK");
    assert.equal(at(25), "ALARM");
    assert.equal(evaluationRange(readAlarm(single)), 1500);
  });

  it("follows expressions over expressions, and says what it saw", () => {
    const { state, reason } = evaluateAlarm(readAlarm(math), () => new Map([[NOW - 60, 3]]), NOW, "OK");
    assert.equal(state, "ALARM");
    assert.equal(
      reason,
      "1 of the last 1 datapoints [7] breach GreaterThanThreshold 6; 1 breaching make ALARM: ALARM.",
    );
  });

  it("asks for each metric by its whole name", () => {
    const asked: unknown[] = [];
    evaluateAlarm(
      readAlarm(single),
      (name) => {
        asked.push(name);
        return new Map();
      },
      NOW,
      "OK",
    );
    assert.deepEqual(asked, [{ namespace: "N", name: "count", dimensions: { GroupName: "all" } }]);
  });

  for (const [what, change, problem] of [
    ["another statistic", { ...single, Statistic: "Average" }, /statistic Average; only Sum/],
    ["a percentile", { ...single, Statistic: undefined, ExtendedStatistic: "p99" }, /statistic p99/],
    ["a band", { ...single, ThresholdMetricId: "band" }, /ThresholdMetricId/],
    ["a period of 10 s", { ...single, Period: 10 }, /period 10; allowed: multiples of 60/],
    ["no threshold", { ...single, Threshold: undefined }, /no threshold/],
    [
      "a comparison with a band",
      { ...single, ComparisonOperator: "LessThanLowerThreshold" },
      /allowed: GreaterThanThreshold/,
    ],
    [
      "an unknown treatment",
      { ...single, TreatMissingData: "hope" },
      /allowed: breaching, notBreaching, ignore, missing/,
    ],
    ["two returned series", { ...math, Metrics: [...math.Metrics!, { Id: "d", Expression: "a" }] }, /exactly one/],
    [
      "two periods",
      {
        ...math,
        Metrics: [
          ...math.Metrics!,
          { Id: "d", MetricStat: { Metric: metric, Period: 300, Stat: "Sum" }, ReturnData: false },
        ],
      },
      /one and the same period/,
    ],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => readAlarm(change),
        (error) => error instanceof AlarmError && problem.test(error.message),
      );
    });
  }
});
