import { AlarmError } from "./error.ts";

/** A metric's name, as CloudWatch tells series apart. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One entry of an alarm's `Metrics`: a metric, or an expression over the others. */
export type Query =
  { readonly id: string; readonly metric: MetricName } | { readonly id: string; readonly expression: string };

export type TreatMissingData = "breaching" | "notBreaching" | "ignore" | "missing";

/** An alarm on one series of sums. */
export interface AlarmDefinition {
  readonly name: string;
  readonly queries: readonly Query[];
  /** Id of the query that is compared with the threshold. */
  readonly returned: string;
  /** Seconds, a multiple of 60. */
  readonly period: number;
  readonly comparison: keyof typeof COMPARISONS;
  readonly threshold: number;
  /** Datapoints that are looked at (N). */
  readonly evaluationPeriods: number;
  /** Datapoints among them that must breach (M). */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: TreatMissingData;
}

interface MetricInput {
  readonly Namespace?: string | undefined;
  readonly MetricName?: string | undefined;
  readonly Dimensions?:
    readonly { readonly Name?: string | undefined; readonly Value?: string | undefined }[] | undefined;
}

interface QueryInput {
  readonly Id?: string | undefined;
  readonly Expression?: string | undefined;
  readonly ReturnData?: boolean | undefined;
  readonly MetricStat?:
    | {
        readonly Metric?: MetricInput | undefined;
        readonly Period?: number | undefined;
        readonly Stat?: string | undefined;
      }
    | undefined;
}

/** What DescribeAlarms answers, as far as it is read. */
export interface AlarmInput extends MetricInput {
  readonly AlarmName?: string | undefined;
  readonly Statistic?: string | undefined;
  readonly ExtendedStatistic?: string | undefined;
  readonly Period?: number | undefined;
  readonly Metrics?: readonly QueryInput[] | undefined;
  readonly ComparisonOperator?: string | undefined;
  readonly Threshold?: number | undefined;
  readonly ThresholdMetricId?: string | undefined;
  readonly EvaluationPeriods?: number | undefined;
  readonly DatapointsToAlarm?: number | undefined;
  readonly TreatMissingData?: string | undefined;
}

export const COMPARISONS = {
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
} as const;

const TREATMENTS: readonly TreatMissingData[] = ["breaching", "notBreaching", "ignore", "missing"];

/**
 * A metric alarm as DescribeAlarms answers it.
 *
 * @throws AlarmError for a definition that is not evaluated here: another statistic than Sum, a band, periods that differ.
 */
export function readAlarm(input: AlarmInput): AlarmDefinition {
  const name = input.AlarmName ?? "";
  const refuse = (message: string): never => {
    throw new AlarmError(`Alarm ${name}: ${message}`);
  };
  if (input.ThresholdMetricId !== undefined) refuse("a band of expected values (ThresholdMetricId) is not evaluated");
  const { queries, returned, period } = (input.Metrics ?? []).length > 0 ? math(input, refuse) : single(input, refuse);
  if (!Number.isInteger(period) || period < 60 || period % 60 !== 0)
    refuse(`period ${period}; allowed: multiples of 60`);
  const comparison = input.ComparisonOperator ?? "";
  const treatment = TREATMENTS.find((one) => one === (input.TreatMissingData ?? "missing"));
  const evaluationPeriods = input.EvaluationPeriods ?? 0;
  if (!isComparison(comparison))
    return refuse(`comparison ${comparison}; allowed: ${Object.keys(COMPARISONS).join(", ")}`);
  if (treatment === undefined)
    return refuse(`TreatMissingData ${String(input.TreatMissingData)}; allowed: ${TREATMENTS.join(", ")}`);
  if (input.Threshold === undefined) return refuse("it has no threshold");
  if (evaluationPeriods < 1) refuse(`EvaluationPeriods ${evaluationPeriods}; allowed: 1 and more`);
  return {
    name,
    queries,
    returned,
    period,
    comparison,
    threshold: input.Threshold,
    evaluationPeriods,
    datapointsToAlarm: input.DatapointsToAlarm ?? evaluationPeriods,
    treatMissingData: treatment,
  };
}

type Watched = Pick<AlarmDefinition, "queries" | "returned" | "period">;
type Refuse = (message: string) => never;

function single(input: AlarmInput, refuse: Refuse): Watched {
  if (input.Statistic !== "Sum")
    refuse(`statistic ${input.ExtendedStatistic ?? String(input.Statistic)}; only Sum is evaluated`);
  return { queries: [{ id: "m", metric: metricName(input, refuse) }], returned: "m", period: input.Period ?? 0 };
}

function math({ Metrics = [] }: AlarmInput, refuse: Refuse): Watched {
  const queries = Metrics.map(({ Id = "", Expression, MetricStat }): Query => {
    if (Expression !== undefined) return { id: Id, expression: Expression };
    const { Metric = {}, Stat } = MetricStat ?? {};
    if (Stat !== "Sum") refuse(`statistic ${String(Stat)} of ${Id}; only Sum is evaluated`);
    return { id: Id, metric: metricName(Metric, refuse) };
  });
  // Without ReturnData a query is returned.
  const returned = Metrics.filter(({ ReturnData }) => ReturnData !== false);
  const [only] = returned;
  if (only?.Id === undefined || returned.length > 1) return refuse("exactly one of its Metrics must have ReturnData");
  const periods = new Set(Metrics.flatMap(({ MetricStat }) => MetricStat?.Period ?? []));
  const [period] = periods;
  if (period === undefined || periods.size > 1) return refuse("its metrics must have one and the same period");
  return { queries, returned: only.Id, period };
}

function metricName({ Namespace, MetricName: name, Dimensions = [] }: MetricInput, refuse: Refuse): MetricName {
  if (Namespace === undefined || name === undefined) return refuse("a metric has no namespace or no name");
  return {
    namespace: Namespace,
    name,
    dimensions: Object.fromEntries(Dimensions.map(({ Name = "", Value = "" }) => [Name, Value])),
  };
}

function isComparison(text: string): text is keyof typeof COMPARISONS {
  return Object.hasOwn(COMPARISONS, text);
}
