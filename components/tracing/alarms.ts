import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";
import type { GroupNames } from "./groups.ts";
import { percentage, traceCountQuery } from "./metrics.ts";

export interface TraceAlarmsArgs {
  /** The service's name in X-Ray; alarm names begin with it. */
  readonly service: string;
  /** The groups whose traces are counted. */
  readonly groups: GroupNames;
  /** Alarm above this share of traces with a fault, in percent. */
  readonly faultRatePercent: number;
  /** Below this many traces in a period no rate alarm fires. */
  readonly minimumTraces: number;
  /** Length of a period in seconds. */
  readonly periodSeconds: number;
  /** Bad periods in a row before an alarm fires. */
  readonly evaluationPeriods: number;
  /** SNS topic that is told, both when an alarm fires and when it is over. */
  readonly topicArn: pulumi.Input<string>;
  /** Tags of each alarm. */
  readonly tags: Tags;
}

/**
 * Alarms that can fire: each counts the traces of groups that exist, in the one metric that X-Ray publishes.
 * Rates are of recorded traces. Where critical paths are sampled at 100 % and the rest at 10 %, critical paths weigh more.
 */
export class TraceAlarms extends pulumi.ComponentResource {
  /** Names of the alarms. */
  readonly alarmNames: pulumi.Output<string[]>;

  constructor(name: string, args: TraceAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:tracing:TraceAlarms", name, {}, opts);
    const faultRate = new aws.cloudwatch.MetricAlarm(
      `${name}-fault-rate`,
      {
        name: `${args.service}-fault-rate`,
        alarmDescription:
          `More than ${args.faultRatePercent} % of the recorded traces of ${args.service} have a fault (5xx), ` +
          `in ${args.evaluationPeriods} periods of ${args.periodSeconds} s in a row.`,
        metricQueries: this.#share(args, args.groups.faults, "Fault rate (%)"),
        comparisonOperator: "GreaterThanThreshold",
        threshold: args.faultRatePercent,
        evaluationPeriods: args.evaluationPeriods,
        // No traces at all is no fault rate. Left to itself the alarm would go to INSUFFICIENT_DATA every quiet night.
        treatMissingData: "notBreaching",
        alarmActions: [args.topicArn],
        okActions: [args.topicArn],
        tags: args.tags,
      },
      { parent: this },
    );
    this.alarmNames = pulumi.all([faultRate.name]);
    this.registerOutputs({ alarmNames: this.alarmNames });
  }

  #share(args: TraceAlarmsArgs, part: pulumi.Output<string>, label: string) {
    return pulumi
      .all([args.groups.all, part])
      .apply(([all, group]) => [
        traceCountQuery("all", all, args.periodSeconds),
        traceCountQuery("part", group, args.periodSeconds),
        { id: "rate", expression: percentage("part", "all", args.minimumTraces), label, returnData: true },
      ]);
  }
}
