import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { SpanQuery } from "../account/spans.ts";
import { dashboardUrl } from "../console.ts";
import { dashboardBody } from "./dashboard-body.ts";
import type { Purpose } from "./group-plan.ts";
import type { TraceGroupArgs } from "./groups.ts";

export interface TracingDashboardArgs {
  /** Name of the dashboard: 1 to 255 letters, digits, - and _, unique in the account. */
  readonly dashboardName: pulumi.Input<string>;
  /** The service's name in X-Ray. */
  readonly service: pulumi.Input<string>;
  /** Where the metrics are. */
  readonly region: pulumi.Input<string>;
  /** The groups whose traces are counted. */
  readonly byPurpose: Readonly<Record<Purpose, TraceGroupArgs>>;
  /** Groups of critical paths. Default: none. */
  readonly criticalPaths?: readonly TraceGroupArgs[];
  /** ARNs of the alarms whose state is shown. */
  readonly alarmArns: pulumi.Input<pulumi.Input<string>[]>;
  /** Threshold for traces with a fault (5xx), drawn as a line; percent. */
  readonly faultRatePercent: pulumi.Input<number>;
  /** Threshold for traces with an error (4xx), drawn as a line; percent. */
  readonly errorRatePercent: pulumi.Input<number>;
  /** Threshold for slow traces, drawn as a line; percent. */
  readonly slowPercent: pulumi.Input<number>;
  /** With fewer traces in a period the shares are drawn as zero, as the alarms see them. */
  readonly minimumTraces: pulumi.Input<number>;
  /** Length of a period: seconds, a multiple of 60. */
  readonly periodSeconds: pulumi.Input<number>;
  /** URL of the page that says what to do. Default: none. */
  readonly runbookUrl?: pulumi.Input<string> | undefined;
  /** Shown where Transaction Search sends all spans to CloudWatch Logs. Default: none. */
  readonly spanQuery?: pulumi.Input<SpanQuery> | undefined;
}

/** The CloudWatch dashboard that an on-call opens first. CloudWatch dashboards take no tags. */
export class TracingDashboard extends pulumi.ComponentResource {
  /** Name of the dashboard. */
  readonly dashboardName: pulumi.Output<string>;
  /** Its page in the AWS console. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: TracingDashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:tracing:TracingDashboard", name, {}, opts);
    const { dashboardName, faultRatePercent, errorRatePercent, slowPercent, criticalPaths = [], ...rest } = args;
    const thresholds = { faults: faultRatePercent, errors: errorRatePercent, slow: slowPercent };
    const dashboard = new aws.cloudwatch.Dashboard(
      `${name}-dashboard`,
      {
        dashboardName,
        dashboardBody: pulumi.output({ ...rest, criticalPaths, thresholds }).apply(dashboardBody),
      },
      { parent: this },
    );
    this.dashboardName = dashboard.dashboardName;
    this.url = pulumi
      .all([args.region, dashboard.dashboardName])
      .apply(([region, shown]) => dashboardUrl(region, shown));
    this.registerOutputs({ dashboardName: this.dashboardName, url: this.url });
  }
}
