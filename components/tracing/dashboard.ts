import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { dashboardBody, dashboardUrl } from "./dashboardBody.ts";
import type { GroupNames } from "./groups.ts";

export interface TracingDashboardArgs {
  /** Name of the dashboard, unique in the account. */
  readonly dashboardName: string;
  /** The service's name in X-Ray. */
  readonly service: string;
  /** Region of the metrics. */
  readonly region: pulumi.Input<string>;
  /** The groups whose traces are counted. */
  readonly groups: GroupNames;
  /** The fault alarm's threshold in percent, drawn as a line. */
  readonly faultRatePercent: number;
  /** Below this many traces in a period the shares are drawn as zero, as the alarms see them. */
  readonly minimumTraces: number;
  /** Length of a period in seconds. */
  readonly periodSeconds: number;
}

/** The CloudWatch dashboard that an on-call opens first. CloudWatch dashboards take no tags. */
export class TracingDashboard extends pulumi.ComponentResource {
  /** Name of the dashboard. */
  readonly dashboardName: pulumi.Output<string>;
  /** Where to open it. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: TracingDashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:tracing:TracingDashboard", name, {}, opts);
    const { dashboardName, groups, region, ...rest } = args;
    const dashboard = new aws.cloudwatch.Dashboard(
      `${name}-dashboard`,
      {
        dashboardName,
        dashboardBody: pulumi
          .all([groups, region])
          .apply(([names, where]) => dashboardBody({ ...rest, groups: names, region: where })),
      },
      { parent: this },
    );
    this.dashboardName = dashboard.dashboardName;
    this.url = pulumi.all([region, this.dashboardName]).apply(([where, shown]) => dashboardUrl(where, shown));
    this.registerOutputs({ dashboardName: this.dashboardName, url: this.url });
  }
}
