import { paginate } from "../aws/pages.ts";
import { defineFact } from "../fact.ts";

/** An alarm on metrics, or on other alarms. */
export interface Alarm {
  readonly name: string;
  readonly state: string;
  readonly reason: string;
  readonly actionsEnabled: boolean;
  readonly actions: readonly string[];
  /** When it got its present state: milliseconds since 1970. */
  readonly since?: number;
  /** Empty for a composite alarm. */
  readonly metrics: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
  }[];
  /** The rule of a composite alarm. */
  readonly rule?: string;
  readonly missingData: string;
  readonly periodSeconds: number;
  readonly periods: number;
}

export const alarms = defineFact({
  name: "alarms",
  title: "alarms of CloudWatch",
  iam: ["cloudwatch:DescribeAlarms"],
  read: async ({ aws }): Promise<readonly Alarm[]> => {
    const cloudwatch = await aws("cloudwatch");
    const pages = await paginate(
      (NextToken) => cloudwatch.describeAlarms({ NextToken, AlarmTypes: ["MetricAlarm", "CompositeAlarm"] }),
      ({ MetricAlarms = [], CompositeAlarms = [] }) => [...MetricAlarms, ...CompositeAlarms],
    );
    return pages.map((alarm): Alarm => {
      const stats =
        "AlarmRule" in alarm
          ? []
          : "Metrics" in alarm && (alarm.Metrics ?? []).length > 0
            ? (alarm.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat ?? [])
            : "MetricName" in alarm
              ? [
                  {
                    Metric: { Namespace: alarm.Namespace, MetricName: alarm.MetricName, Dimensions: alarm.Dimensions },
                    Period: alarm.Period,
                  },
                ]
              : [];
      return {
        name: alarm.AlarmName ?? "",
        state: alarm.StateValue ?? "",
        reason: alarm.StateReason ?? "",
        actionsEnabled: alarm.ActionsEnabled ?? true,
        actions: alarm.AlarmActions ?? [],
        ...(alarm.StateUpdatedTimestamp !== undefined && { since: alarm.StateUpdatedTimestamp.getTime() }),
        metrics: stats.map(({ Metric }) => ({
          namespace: Metric?.Namespace ?? "",
          name: Metric?.MetricName ?? "",
          dimensions: Object.fromEntries((Metric?.Dimensions ?? []).map(({ Name = "", Value = "" }) => [Name, Value])),
        })),
        ...("AlarmRule" in alarm && alarm.AlarmRule !== undefined && { rule: alarm.AlarmRule }),
        missingData: "TreatMissingData" in alarm ? (alarm.TreatMissingData ?? "missing") : "missing",
        periodSeconds: Math.max(0, ...stats.map(({ Period = 0 }) => Period)),
        periods: "EvaluationPeriods" in alarm ? (alarm.EvaluationPeriods ?? 1) : 1,
      };
    });
  },
});

/** The alarms that count traces of one of these groups, and the composite ones that watch those. */
export function alarmsOf(all: readonly Alarm[], groupNames: readonly string[]): readonly Alarm[] {
  const direct = all.filter(({ metrics }) =>
    metrics.some(
      ({ namespace, dimensions }) => namespace === "AWS/X-Ray" && groupNames.includes(dimensions.GroupName ?? ""),
    ),
  );
  const names = new Set(direct.map(({ name }) => name));
  const composite = all.filter(({ rule = "" }) =>
    [...names].some((name) => rule.includes(`"${name}"`) || rule.includes(`(${name})`)),
  );
  return [...direct, ...composite];
}
