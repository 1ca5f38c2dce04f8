import assert from "node:assert/strict";
import {
  evaluateAlarm,
  evaluateComposite,
  readAlarm,
  type AlarmInput,
  type AlarmState,
  type Counts,
  type Minutes,
} from "@pmp/alarms";
import { evaluate, type Evaluation } from "../../offline/evaluate.ts";
import { all, one } from "./support/evaluate.ts";
import { dayOf, FAULTS, HEALTHY, SLOW, STOPPED, UNWELCOME, type Minute, type Scenario } from "./support/trace-days.ts";

/** Minutes after its end until X-Ray has published a minute. */
const DELAYS = [0, 3];
const MINUTE = 60;
const DAY = 24 * 60;
/** Minute of the day until which alarms are evaluated: the night, the morning and the incident. */
const END = 15 * 60;
const BEGIN = Date.UTC(2030, 0, 1) / 1000;
/** When each incident begins, and how long it lasts: minutes of the day. */
const INCIDENT = { from: 12 * 60, minutes: 60 };

/** The alarms of a stack, by the end of their names. */
class StackAlarms {
  readonly metric: readonly { readonly suffix: string; readonly input: AlarmInput }[];
  readonly page: { readonly rule: string; readonly names: ReadonlyMap<string, string> };
  readonly noTracesMinutes: number;
  readonly shareMinutes: number;

  constructor(evaluation: Evaluation) {
    const alarms = all(evaluation, "aws:cloudwatch/metricAlarm:MetricAlarm");
    this.metric = alarms.map(({ inputs }) => {
      const input = alarmInput(inputs as unknown as PulumiAlarm);
      return { suffix: suffixOf(input.AlarmName ?? ""), input };
    });
    const page = one(evaluation, "aws:cloudwatch/compositeAlarm:CompositeAlarm").inputs as { alarmRule: string };
    this.page = {
      rule: page.alarmRule,
      names: new Map(this.metric.map(({ suffix, input }) => [suffix, input.AlarmName!])),
    };
    const minutesOf = (suffix: string): number => {
      const found = this.metric.find((alarm) => alarm.suffix === suffix);
      if (found === undefined) return 0;
      const { evaluationPeriods, period } = readAlarm(found.input);
      return (evaluationPeriods * period) / MINUTE;
    };
    this.noTracesMinutes = minutesOf("no-traces");
    this.shareMinutes = minutesOf("fault-rate");
  }

  /** Minutes of the day in which each alarm is in ALARM. */
  alarmMinutes(scenario: Scenario, delay: number): Map<string, number[]> {
    const counts = published(dayOf(scenario, INCIDENT, DAY), BEGIN);
    const states = new Map<string, AlarmState>();
    const minutes = new Map<string, number[]>(
      [...this.metric.map(({ suffix }) => suffix), "page"].map((name) => [name, []]),
    );
    const definitions = this.metric.map(({ suffix, input }) => ({ suffix, alarm: readAlarm(input) }));
    // What the first evaluations look at was before the day.
    for (let minute = 90; minute < END; minute += 1) {
      const now = BEGIN + minute * MINUTE;
      const seen: Counts = ({ dimensions }) => counts(dimensions.GroupName ?? "", now - delay * MINUTE);
      for (const { suffix, alarm } of definitions) {
        states.set(alarm.name, evaluateAlarm(alarm, seen, now, states.get(alarm.name) ?? "OK").state);
        if (states.get(alarm.name) === "ALARM") minutes.get(suffix)!.push(minute);
        assert.notEqual(states.get(alarm.name), "INSUFFICIENT_DATA", suffix);
      }
      if (evaluateComposite(this.page.rule, states) === "ALARM") minutes.get("page")!.push(minute);
    }
    return minutes;
  }
}

function suffixOf(name: string): string {
  return /fault-rate|error-rate|slow-share|no-traces/.exec(name)?.[0] ?? name;
}

interface PulumiMetric {
  readonly namespace?: string;
  readonly metricName?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}

interface PulumiAlarm extends PulumiMetric {
  readonly name: string;
  readonly statistic?: string;
  readonly period?: number;
  readonly comparisonOperator: string;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly treatMissingData: string;
  readonly metricQueries?: readonly {
    readonly id: string;
    readonly expression?: string;
    readonly returnData: boolean;
    readonly metric?: PulumiMetric & { readonly stat: string; readonly period: number };
  }[];
}

/** The program's inputs as DescribeAlarms answers them. */
function alarmInput(inputs: PulumiAlarm): AlarmInput {
  const metric = ({ namespace, metricName, dimensions = {} }: PulumiMetric) => ({
    Namespace: namespace,
    MetricName: metricName,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  });
  return {
    ...metric(inputs),
    AlarmName: inputs.name,
    Statistic: inputs.statistic,
    Period: inputs.period,
    ComparisonOperator: inputs.comparisonOperator,
    Threshold: inputs.threshold,
    EvaluationPeriods: inputs.evaluationPeriods,
    TreatMissingData: inputs.treatMissingData,
    Metrics: inputs.metricQueries?.map((query) => ({
      Id: query.id,
      Expression: query.expression,
      ReturnData: query.returnData,
      ...(query.metric !== undefined && {
        MetricStat: { Metric: metric(query.metric), Stat: query.metric.stat, Period: query.metric.period },
      }),
    })),
  };
}

/** What X-Ray has published of a group up to a time: nothing for a minute in which the group got no trace. */
function published(day: readonly Minute[], begin: number): (group: string, until: number) => Minutes {
  const purposes = ["all", "faults", "errors", "slow"] as const;
  return (group, until) => {
    const purpose = purposes.find((one) => new RegExp(`-${one}(?:-|$)`).test(group));
    assert.ok(purpose !== undefined, group);
    return {
      get: (minute) => {
        const count = day[(minute - begin) / MINUTE]?.[purpose] ?? 0;
        return count > 0 && minute + MINUTE <= until ? count : undefined;
      },
    };
  };
}

for (const stack of ["dev", "staging", "prod"] as const) {
  describe(`the alarms of stack ${stack} in simulated days`, function () {
    this.timeout(60_000);
    let alarms: StackAlarms;
    before(async () => {
      alarms = new StackAlarms(await evaluate(stack));
    });

    for (const delay of DELAYS) {
      describe(`when X-Ray publishes a minute ${delay} minutes later`, () => {
        it("are silent in a healthy day and its quiet night, but for the one on no traces", () => {
          const minutes = alarms.alarmMinutes(HEALTHY, delay);
          for (const suffix of ["fault-rate", "error-rate", "slow-share"])
            assert.deepEqual(minutes.get(suffix), [], suffix);
          assert.deepEqual(minutes.get("page"), minutes.get("no-traces") ?? []);
        });

        for (const [suffix, scenario] of [
          ["fault-rate", FAULTS],
          ["error-rate", UNWELCOME],
          ["slow-share", SLOW],
        ] as const) {
          it(`${suffix} fires in time, alone, and recovers`, () => {
            const minutes = alarms.alarmMinutes(scenario, delay);
            assertIncident(minutes.get(suffix)!, alarms.shareMinutes, delay);
            const others = ["fault-rate", "error-rate", "slow-share"].filter((other) => other !== suffix);
            for (const other of others) assert.deepEqual(minutes.get(other), [], other);
            const paged = minutes.get("page")!.filter((minute) => minute >= INCIDENT.from);
            assert.deepEqual(paged, suffix === "fault-rate" ? minutes.get(suffix) : []);
          });
        }

        it("no-traces fires when traces stop, where there is such an alarm, and recovers", () => {
          const minutes = alarms.alarmMinutes(STOPPED, delay);
          const fired = (minutes.get("no-traces") ?? []).filter((minute) => minute >= INCIDENT.from);
          if (alarms.noTracesMinutes === 0) assert.deepEqual(fired, []);
          else assertIncident(fired, alarms.noTracesMinutes, delay);
          assert.deepEqual(
            minutes.get("page")!.filter((minute) => minute >= INCIDENT.from),
            fired,
          );
        });
      });
    }
  });
}

describe("alarms with a period of one minute", () => {
  const overrides = { "pmp-xray:alarms": { periodSeconds: 60, evaluationPeriods: 5 } };

  it("fire when X-Ray publishes at once", async () => {
    const alarms = new StackAlarms(await evaluate("prod", { overrides }));
    assertIncident(alarms.alarmMinutes(FAULTS, 0).get("fault-rate")!, 5, 0);
  });

  // The newest period is empty then, and counts as no traces: the reason for periods of five minutes.
  it("miss faults when X-Ray publishes a minute later", async () => {
    const alarms = new StackAlarms(await evaluate("prod", { overrides }));
    assert.deepEqual(alarms.alarmMinutes(FAULTS, 1).get("fault-rate"), []);
  });
});

/** In ALARM from the time that the periods take, without a gap, until as long after the incident. */
function assertIncident(minutes: readonly number[], periods: number, delay: number): void {
  assert.ok(minutes.length > 0, "it never fires");
  const [first, last] = [minutes[0]!, minutes.at(-1)!];
  assert.deepEqual(
    minutes,
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
    "it flaps",
  );
  // The evaluation range has room for two periods more, where older datapoints count.
  const slack = 2 * (periods + 5) + delay + 1;
  assert.ok(first >= INCIDENT.from && first <= INCIDENT.from + periods + delay + 10 + 1, `fires at ${first}`);
  const end = INCIDENT.from + INCIDENT.minutes;
  assert.ok(last >= end - 1 && last <= end + slack, `recovers at ${last}`);
}
