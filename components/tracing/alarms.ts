import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../account/account.ts";
import { placeOf, tracesUrl } from "../console.ts";
import type { Settings } from "@pmp/model";
import type { Tags } from "../tags.ts";
import type { TraceGroup, TraceGroups } from "./groups.ts";
import { percentage, traceCount } from "./metrics.ts";

export interface TraceAlarmsArgs {
  /** The service's name in X-Ray; alarm names begin with it. */
  readonly service: string;
  /** What sets the stack's names apart from another's in the account, or nothing; alarm names end with it. */
  readonly nameSuffix: string;
  /** The groups whose traces are counted. */
  readonly groups: TraceGroups;
  /** Where the groups are, for the links in the descriptions. */
  readonly account: Account;
  /** Thresholds, periods and the runbook. */
  readonly settings: Settings["alarms"];
  /** SNS topic that hears of every alarm. */
  readonly topicArn: pulumi.Input<string>;
  /** Tags of each alarm. */
  readonly tags: Tags;
}

/** An alarm on the share of all traces that one group has. */
interface Share {
  readonly suffix: string;
  readonly part: TraceGroup;
  readonly percent: number;
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
  readonly #args: TraceAlarmsArgs;

  constructor(name: string, args: TraceAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:tracing:TraceAlarms", name, {}, opts);
    this.#args = args;
    const { faults, errors, slow } = args.groups.byPurpose;
    const { faultRatePercent, errorRatePercent, slowPercent, noTracesMinutes } = args.settings;
    const faultRate = this.#share(name, {
      suffix: "fault-rate",
      part: faults,
      percent: faultRatePercent,
      what: "have a fault (5xx)",
    });
    const errorRate = this.#share(name, {
      suffix: "error-rate",
      part: errors,
      percent: errorRatePercent,
      what: "have an error (4xx)",
    });
    const slowShare = this.#share(name, { suffix: "slow-share", part: slow, percent: slowPercent, what: "are slow" });
    const noTraces = noTracesMinutes === 0 ? [] : [this.#noTraces(name)];
    const page = this.#page(name, [faultRate, ...noTraces]);

    const members = [faultRate, errorRate, slowShare, ...noTraces];
    this.names = pulumi.all([page.alarmName, ...members.map((alarm) => alarm.name)]);
    this.arns = pulumi.all([page.arn, ...members.map((alarm) => alarm.arn)]);
    this.registerOutputs({ names: this.names, arns: this.arns });
  }

  #share(name: string, { suffix, part, percent, what }: Share): aws.cloudwatch.MetricAlarm {
    const { service, nameSuffix, groups, settings } = this.#args;
    const { periodSeconds: period, evaluationPeriods, minimumTraces } = settings;
    const count = (id: string, group: TraceGroup) => ({
      id,
      metric: group.groupName.apply((groupName) => ({ ...traceCount(groupName), stat: "Sum", period })),
      returnData: false,
    });
    return new aws.cloudwatch.MetricAlarm(
      `${name}-${suffix}`,
      {
        name: `${service}-${suffix}${nameSuffix}`,
        alarmDescription: this.#describe(
          `More than ${percent} % of the recorded traces of ${service} ${what}, ` +
            `in ${evaluationPeriods} periods of ${period} s in a row with ${minimumTraces} traces or more.`,
          part,
        ),
        metricQueries: [
          count("all", groups.byPurpose.all),
          count("part", part),
          {
            id: "rate",
            expression: percentage("part", "all", minimumTraces),
            label: `${suffix} (%)`,
            returnData: true,
          },
        ],
        comparisonOperator: "GreaterThanThreshold",
        threshold: percent,
        evaluationPeriods,
        // No traces at all is no bad rate. Left to itself the alarm would go to INSUFFICIENT_DATA every quiet night.
        treatMissingData: "notBreaching",
        alarmActions: [this.#args.topicArn],
        okActions: [this.#args.topicArn],
        tags: this.#args.tags,
      },
      { parent: this },
    );
  }

  #noTraces(name: string): aws.cloudwatch.MetricAlarm {
    const { service, nameSuffix, groups, settings } = this.#args;
    const { all } = groups.byPurpose;
    return new aws.cloudwatch.MetricAlarm(
      `${name}-no-traces`,
      {
        name: `${service}-no-traces${nameSuffix}`,
        alarmDescription: this.#describe(
          `Not one trace of ${service} was recorded for ${settings.noTracesMinutes} minutes: ` +
            "the API gets no requests, or its traces don't reach X-Ray.",
          all,
        ),
        namespace: traceCount("").namespace,
        metricName: traceCount("").metricName,
        dimensions: all.groupName.apply((groupName) => traceCount(groupName).dimensions),
        statistic: "Sum",
        period: NO_TRACES_PERIOD,
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
        evaluationPeriods: (settings.noTracesMinutes * 60) / NO_TRACES_PERIOD,
        // X-Ray publishes nothing, not zero, for a group without traces: missing data is what this alarm is about.
        treatMissingData: "breaching",
        alarmActions: [this.#args.topicArn],
        okActions: [this.#args.topicArn],
        tags: this.#args.tags,
      },
      { parent: this },
    );
  }

  /** One alarm for the pager, so that one outage is one call. Slow and 4xx traces wait until the morning. */
  #page(name: string, members: readonly aws.cloudwatch.MetricAlarm[]): aws.cloudwatch.CompositeAlarm {
    const { service, nameSuffix, groups, settings, tags } = this.#args;
    const pager = settings.pagingTopicArn ?? this.#args.topicArn;
    return new aws.cloudwatch.CompositeAlarm(
      `${name}-page`,
      {
        alarmName: `${service}-page${nameSuffix}`,
        alarmDescription: this.#describe(`${service} fails, or is out of sight.`, groups.byPurpose.faults),
        alarmRule: pulumi
          .all(members.map((alarm) => alarm.name))
          .apply((names) => names.map((member) => `ALARM("${member}")`).join(" OR ")),
        alarmActions: [pager],
        okActions: [pager],
        tags,
      },
      { parent: this },
    );
  }

  #describe(sentence: string, group: TraceGroup): pulumi.Output<string> {
    const { account, settings } = this.#args;
    const runbook = settings.runbookUrl === undefined ? "" : ` Runbook: ${settings.runbookUrl}`;
    return placeOf(account).apply(
      (place) => `${sentence} Traces: ${tracesUrl(place, group.filterExpression)}${runbook}`,
    );
  }
}
