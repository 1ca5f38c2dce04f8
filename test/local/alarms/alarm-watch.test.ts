import assert from "node:assert/strict";
import { AlarmWatch } from "../../../local/alarms/alarm-watch.ts";
import { awsRecorder, type AwsRecorder } from "../aws-recorder.ts";

const NOW = 1_800_000_000;
const TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms";
const count = (Id: string, group: string) => ({
  Id,
  ReturnData: false,
  MetricStat: {
    Metric: {
      Namespace: "AWS/X-Ray",
      MetricName: "ApproximateTraceCount",
      Dimensions: [{ Name: "GroupName", Value: group }],
    },
    Period: 60,
    Stat: "Sum",
  },
});

describe("local/alarms/alarm-watch", () => {
  let aws: AwsRecorder;
  let state: string;

  /** An emulator with one alarm, in whose last minute so many of 50 traces have a fault. */
  function emulator(faults: number, ActionsEnabled = true): void {
    aws.answer({
      "monitoring DescribeAlarms": () => ({
        output: {
          MetricAlarms: [
            {
              AlarmName: "fault-rate",
              AlarmArn: "arn:aws:cloudwatch:us-east-1:123456789012:alarm:fault-rate",
              AlarmDescription: "Runbook: https://wiki.example.com",
              StateValue: state,
              ActionsEnabled,
              AlarmActions: [TOPIC],
              OKActions: [TOPIC],
              Metrics: [
                count("all", "g-all"),
                count("part", "g-faults"),
                {
                  Id: "rate",
                  Expression: "IF(FILL(all, 0) >= 20, 100 * FILL(part, 0) / FILL(all, 1), 0)",
                  ReturnData: true,
                },
              ],
              ComparisonOperator: "GreaterThanThreshold",
              Threshold: 5,
              EvaluationPeriods: 1,
              TreatMissingData: "notBreaching",
            },
          ],
        },
      }),
      "monitoring GetMetricData": ({ MetricDataQueries }) => {
        const all = JSON.stringify(MetricDataQueries).includes("g-all");
        return { output: { MetricDataResults: [{ Id: "m", Timestamps: [NOW - 60], Values: [all ? 50 : faults] }] } };
      },
      "monitoring SetAlarmState": ({ StateValue }) => {
        state = String(StateValue);
        return { output: {} };
      },
      "sns Publish": { output: { MessageId: "1" } },
    });
  }

  const sent = () =>
    aws.calls.flatMap(({ call, input }) =>
      call === "sns Publish" ? [`${String(input.TopicArn)} ${String(input.Subject)}`] : [],
    );

  beforeEach(async () => {
    aws = await awsRecorder();
    state = "INSUFFICIENT_DATA";
  });

  it("sets the state that the definition gives, reads it back, and notifies each change once", async () => {
    const watch = new AlarmWatch(aws.url);
    for (const [faults, expected, subjects] of [
      [0, "OK", ['OK: "fault-rate" in us-east-1']],
      [1, "OK", []],
      [10, "ALARM", ['ALARM: "fault-rate" in us-east-1']],
      [10, "ALARM", []],
      [0, "OK", ['OK: "fault-rate" in us-east-1']],
    ] as const) {
      emulator(faults);
      const [reading] = await watch.step(NOW);
      assert.equal(reading?.state, expected);
      assert.deepEqual(
        sent(),
        subjects.map((subject) => `${TOPIC} ${subject}`),
      );
    }
  });

  it("sends the description, and the states before and after", async () => {
    emulator(10);
    await new AlarmWatch(aws.url).step(NOW);
    const { input } = aws.calls.find(({ call }) => call === "sns Publish")!;
    const { AlarmDescription, OldStateValue, NewStateValue } = JSON.parse(String(input.Message)) as Record<
      string,
      string
    >;
    assert.deepEqual(
      { AlarmDescription, OldStateValue, NewStateValue },
      {
        AlarmDescription: "Runbook: https://wiki.example.com",
        OldStateValue: "INSUFFICIENT_DATA",
        NewStateValue: "ALARM",
      },
    );
  });

  it("notifies nobody when the actions are off", async () => {
    emulator(10, false);
    await new AlarmWatch(aws.url).step(NOW);
    assert.equal(state, "ALARM");
    assert.deepEqual(sent(), []);
  });
});
