import { COMPARISONS, type AlarmDefinition, type MetricName } from "./definition.ts";
import { evaluateMath } from "./math/evaluate.ts";
import { parseMath } from "./math/parser.ts";
import { stateOf, type AlarmState } from "./missing-data.ts";

/** The sum of a minute, by its beginning in seconds since 1970; undefined: no data. */
export type Minutes = Pick<ReadonlyMap<number, number>, "get">;
/** What was published of a metric. */
export type Counts = (metric: MetricName) => Minutes;

export interface Evaluation {
  readonly state: AlarmState;
  /** Why, as a sentence. */
  readonly reason: string;
  /** The compared datapoints, the oldest first; undefined: none. */
  readonly datapoints: readonly (number | undefined)[];
}

const MINUTE = 60;
/**
 * Datapoints that are read beyond the evaluation periods. CloudWatch does not say how many; its examples read two more.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
const MORE = 2;

/** Seconds before now that an alarm looks at. */
export function evaluationRange({ evaluationPeriods, period }: AlarmDefinition): number {
  return (evaluationPeriods + MORE) * period;
}

/**
 * Evaluates an alarm as CloudWatch does each minute: its newest period ends with the last full minute.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 *
 * @param now seconds since 1970
 * @param current the present state
 */
export function evaluateAlarm(alarm: AlarmDefinition, counts: Counts, now: number, current: AlarmState): Evaluation {
  const end = Math.floor(now / MINUTE) * MINUTE;
  const size = alarm.evaluationPeriods + MORE;
  const starts = Array.from({ length: size }, (_, index) => end - (size - index) * alarm.period);
  const datapoints = series(alarm, counts, starts, new Map(), alarm.returned);
  const breaches = (value: number): boolean => COMPARISONS[alarm.comparison](value, alarm.threshold);
  const state = stateOf(
    datapoints.map((value) => (value === undefined ? undefined : breaches(value) ? "breaching" : "within")),
    alarm,
    current,
  );
  return { state, reason: reason(alarm, datapoints, breaches, state), datapoints };
}

type Series = readonly (number | undefined)[];

function series(
  alarm: AlarmDefinition,
  counts: Counts,
  starts: readonly number[],
  done: Map<string, Series>,
  id: string,
): Series {
  const known = done.get(id);
  if (known !== undefined) return known;
  const empty = starts.map(() => undefined);
  // CloudWatch accepts no expression that needs itself; here it would find no data.
  done.set(id, empty);
  const query = alarm.queries.find((one) => one.id === id);
  const made =
    query === undefined
      ? empty
      : "metric" in query
        ? sums(counts(query.metric), starts, alarm.period)
        : evaluateMath(parseMath(query.expression), starts.length, (other) =>
            alarm.queries.some((one) => one.id === other) ? series(alarm, counts, starts, done, other) : undefined,
          );
  done.set(id, made);
  return made;
}

function sums(minutes: Minutes, starts: readonly number[], period: number): Series {
  return starts.map((start) => sum(minutes, start, period));
}

/** Sum of a period's minutes; undefined when none has data. */
function sum(minutes: Minutes, start: number, period: number): number | undefined {
  let total: number | undefined;
  for (let minute = start; minute < start + period; minute += MINUTE) {
    const value = minutes.get(minute);
    if (value !== undefined) total = (total ?? 0) + value;
  }
  return total;
}

function reason(
  { evaluationPeriods, datapointsToAlarm, comparison, threshold, treatMissingData }: AlarmDefinition,
  datapoints: Series,
  breaches: (value: number) => boolean,
  state: AlarmState,
): string {
  const existing = datapoints.filter((value) => value !== undefined).slice(-evaluationPeriods);
  const beyond = existing.filter(breaches).length;
  const list = existing.map((value) => Number(value.toFixed(2))).join(", ");
  const missing = evaluationPeriods - existing.length;
  return [
    `${beyond} of the last ${evaluationPeriods} datapoints [${list}] breach ${comparison} ${threshold}`,
    missing > 0 ? `, ${missing} missing (${treatMissingData})` : "",
    `; ${datapointsToAlarm} breaching make ALARM: ${state}.`,
  ].join("");
}
