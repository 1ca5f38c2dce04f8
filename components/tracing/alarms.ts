import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { tracesUrl } from "../console.ts";
import type { Tags } from "../tags.ts";
import type { Purpose } from "./group-plan.ts";
import type { TraceGroupArgs } from "./groups.ts";
import { percentage, TRACE_COUNT } from "./metrics.ts";

export interface TraceAlarmsArgs {
  /** The service's name in X-Ray; alarm names begin with it. */
  readonly service: pulumi.Input<string>;
  /** Appended to the alarms' names, which are unique in an account and region. Default: nothing. */
  readonly nameSuffix?: pulumi.Input<string>;
  /** The groups whose traces are counted. */
  readonly byPurpose: Readonly<Record<Purpose, TraceGroupArgs>>;
  /** Region of the groups, for the links in the descriptions. */
  readonly region: pulumi.Input<string>;
  /** ARN of the SNS topic that every alarm notifies. */
  readonly topicArn: pulumi.Input<string>;
  /** ARN of the SNS topic for the one alarm that pages. Default: `topicArn`. */
  readonly pagingTopicArn?: pulumi.Input<string> | undefined;
  /** URL of the page that says what to do, for the descriptions. Default: none. */
  readonly runbookUrl?: pulumi.Input<string> | undefined;
  /** Alarm above this share of traces with a fault (5xx): 0 to 100 percent. */
  readonly faultRatePercent: pulumi.Input<number>;
  /** Alarm above this share of traces with an error (4xx): 0 to 100 percent. */
  readonly errorRatePercent: pulumi.Input<number>;
  /** Alarm above this share of slow traces: 0 to 100 percent. */
  readonly slowPercent: pulumi.Input<number>;
  /** With fewer traces in a period, no rate alarm fires: 1 or more. */
  readonly minimumTraces: pulumi.Input<number>;
  /** Length of a period: seconds, a multiple of 60. */
  readonly periodSeconds: pulumi.Input<number>;
  /** A rate alarm fires after this many bad periods in a row; all of them together are one day at most. */
  readonly evaluationPeriods: pulumi.Input<number>;
  /**
   * Alarm when no trace was recorded for so long: minutes, a multiple of 5, at most 1440. Plain, because it decides whether there is
   * such an alarm. Default: 0, no such alarm.
   */
  readonly noTracesMinutes?: number;
  /** Default: none. */
  readonly tags?: Tags;
}

/** An alarm on the share of all traces that one group has. */
interface Share {
  readonly suffix: string;
  readonly purpose: Exclude<Purpose, "all">;
  readonly percent: pulumi.Input<number>;
  /** What the traces of the group do: "have a fault (5xx)". */
  readonly what: string;
}

/** Seconds of one period of the alarm on no traces. Its length is set in steps of this. */
const NO_TRACES_PERIOD = 300;

/**
 * Alarms that can fire: each counts the traces of groups that exist, in the one metric that X-Ray publishes.
 * Rates are of recorded traces. Where critical paths are sampled at 100 % and the rest at 10 %, critical paths weigh more.
 */
export class TraceAlarms extends pulumi.ComponentResource {
  /** Names of the alarms; the one that pages comes first. */
  readonly names: pulumi.Output<string[]>;
  /** ARNs of the alarms, in the same order. */
  readonly arns: pulumi.Output<string[]>;
  /** Name of the alarm on faults, for whatever acts by it. */
  readonly faultRateName: pulumi.Output<string>;
  readonly #args: TraceAlarmsArgs;

  constructor(name: string, args: TraceAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:tracing:TraceAlarms", name, {}, opts);
    this.#args = args;
    const { faultRatePercent, errorRatePercent, slowPercent, noTracesMinutes = 0 } = args;
    const faultRate = this.#share(name, {
      suffix: "fault-rate",
      purpose: "faults",
      percent: faultRatePercent,
      what: "have a fault (5xx)",
    });
    const errorRate = this.#share(name, {
      suffix: "error-rate",
      purpose: "errors",
      percent: errorRatePercent,
      what: "have an error (4xx)",
    });
    const slowShare = this.#share(name, {
      suffix: "slow-share",
      purpose: "slow",
      percent: slowPercent,
      what: "are slow",
    });
    const noTraces = noTracesMinutes === 0 ? [] : [this.#noTraces(name, noTracesMinutes)];
    const page = this.#page(name, [faultRate, ...noTraces]);

    const members = [faultRate, errorRate, slowShare, ...noTraces];
    this.names = pulumi.all([page.alarmName, ...members.map((alarm) => alarm.name)]);
    this.faultRateName = faultRate.name;
    this.arns = pulumi.all([page.arn, ...members.map((alarm) => alarm.arn)]);
    this.registerOutputs({ names: this.names, arns: this.arns });
  }

  #share(name: string, { suffix, purpose, percent, what }: Share): aws.cloudwatch.MetricAlarm {
    const { service, byPurpose, periodSeconds, evaluationPeriods, minimumTraces } = this.#args;
    const count = (id: string, group: TraceGroupArgs) => ({
      id,
      metric: { ...traceCount(group), stat: "Sum", period: periodSeconds },
      returnData: false,
    });
    return new aws.cloudwatch.MetricAlarm(
      `${name}-${suffix}`,
      {
        name: this.#named(suffix),
        alarmDescription: this.#describe(
          pulumi.interpolate`More than ${percent} % of the recorded traces of ${service} ${what}, in ${evaluationPeriods} periods of ${periodSeconds} s in a row with ${minimumTraces} traces or more.`,
          byPurpose[purpose],
        ),
        metricQueries: [
          count("all", byPurpose.all),
          count("part", byPurpose[purpose]),
          {
            id: "rate",
            expression: pulumi.output(minimumTraces).apply((minimum) => percentage("part", "all", minimum)),
            label: `${suffix} (%)`,
            returnData: true,
          },
        ],
        comparisonOperator: "GreaterThanThreshold",
        threshold: percent,
        evaluationPeriods,
        // No traces at all is no bad rate. Without this the alarm would go to INSUFFICIENT_DATA every quiet night.
        treatMissingData: "notBreaching",
        ...this.#notified(),
      },
      { parent: this },
    );
  }

  #noTraces(name: string, minutes: number): aws.cloudwatch.MetricAlarm {
    const { service, byPurpose } = this.#args;
    return new aws.cloudwatch.MetricAlarm(
      `${name}-no-traces`,
      {
        name: this.#named("no-traces"),
        alarmDescription: this.#describe(
          pulumi.interpolate`Not one trace of ${service} was recorded for ${minutes} minutes: the API gets no requests, or its traces don't reach X-Ray.`,
          byPurpose.all,
        ),
        ...traceCount(byPurpose.all),
        statistic: "Sum",
        period: NO_TRACES_PERIOD,
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
        evaluationPeriods: (minutes * 60) / NO_TRACES_PERIOD,
        // X-Ray publishes nothing, not zero, for a group without traces: missing data is what this alarm is about.
        treatMissingData: "breaching",
        ...this.#notified(),
      },
      { parent: this },
    );
  }

  /** One alarm for the pager, so that one outage is one call. Slow and 4xx traces wait until the morning. */
  #page(name: string, members: readonly aws.cloudwatch.MetricAlarm[]): aws.cloudwatch.CompositeAlarm {
    const { service, byPurpose, topicArn, pagingTopicArn = topicArn } = this.#args;
    return new aws.cloudwatch.CompositeAlarm(
      `${name}-page`,
      {
        alarmName: this.#named("page"),
        alarmDescription: this.#describe(pulumi.interpolate`${service} fails, or is out of sight.`, byPurpose.faults),
        alarmRule: pulumi
          .all(members.map((alarm) => alarm.name))
          .apply((names) => names.map((member) => `ALARM("${member}")`).join(" OR ")),
        ...this.#notified(pagingTopicArn),
      },
      { parent: this },
    );
  }

  #named(suffix: string): pulumi.Output<string> {
    return pulumi.interpolate`${this.#args.service}-${suffix}${this.#args.nameSuffix ?? ""}`;
  }

  #notified(topicArn: pulumi.Input<string> = this.#args.topicArn) {
    return { alarmActions: [topicArn], okActions: [topicArn], tags: this.#args.tags ?? {} };
  }

  #describe(sentence: pulumi.Output<string>, { filterExpression }: TraceGroupArgs): pulumi.Output<string> {
    const { region, runbookUrl } = this.#args;
    const link = pulumi.all([region, filterExpression]).apply(([where, filter]) => tracesUrl(where, filter));
    const runbook = runbookUrl === undefined ? "" : pulumi.interpolate` Runbook: ${runbookUrl}`;
    return pulumi.interpolate`${sentence} Traces: ${link}${runbook}`;
  }
}

function traceCount({ groupName }: TraceGroupArgs) {
  const { namespace, metricName, dimension } = TRACE_COUNT;
  return { namespace, metricName, dimensions: { [dimension]: groupName } };
}
