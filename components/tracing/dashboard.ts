import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../account/account.ts";
import { slowestRequests } from "../account/spans.ts";
import { dashboardUrl, placeOf } from "../console.ts";
import type { Settings } from "@pmp/model";
import { dashboardBody } from "./dashboard-body.ts";
import type { TraceAlarms } from "./alarms.ts";
import type { TraceGroups } from "./groups.ts";

export interface TracingDashboardArgs {
  /** Name of the dashboard, unique in the account. */
  readonly dashboardName: string;
  /** The service's name in X-Ray. */
  readonly service: string;
  /** What sets the stack's names apart from another's in the account, or nothing. */
  readonly nameSuffix: string;
  /** Where the metrics are. */
  readonly account: Account;
  /** The groups whose traces are counted. */
  readonly groups: TraceGroups;
  /** The alarms whose state is shown. */
  readonly alarms: TraceAlarms;
  /** Thresholds, periods and the runbook. */
  readonly settings: Settings["alarms"];
  /** Where all spans go to CloudWatch Logs, the slowest requests are shown. */
  readonly transactionSearch?: Settings["account"]["transactionSearch"];
}

/** The CloudWatch dashboard that an on-call opens first. CloudWatch dashboards take no tags. */
export class TracingDashboard extends pulumi.ComponentResource {
  /** Name of the dashboard. */
  readonly dashboardName: pulumi.Output<string>;
  /** Where to open it. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: TracingDashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:tracing:TracingDashboard", name, {}, opts);
    const { service, account, groups, alarms, settings } = args;
    const place = placeOf(account);
    const dashboard = new aws.cloudwatch.Dashboard(
      `${name}-dashboard`,
      {
        dashboardName: args.dashboardName,
        dashboardBody: pulumi
          .output({ place, byPurpose: groups.byPurpose, criticalPaths: groups.criticalPaths, alarmArns: alarms.arns })
          .apply((known) =>
            dashboardBody({
              ...known,
              service,
              thresholds: {
                faults: settings.faultRatePercent,
                errors: settings.errorRatePercent,
                slow: settings.slowPercent,
              },
              minimumTraces: settings.minimumTraces,
              periodSeconds: settings.periodSeconds,
              runbookUrl: settings.runbookUrl,
              spanQuery: args.transactionSearch && slowestRequests(service, args.nameSuffix),
            }),
          ),
      },
      { parent: this },
    );
    this.dashboardName = dashboard.dashboardName;
    this.url = pulumi.all([place, this.dashboardName]).apply(([where, shown]) => dashboardUrl(where, shown));
    this.registerOutputs({ dashboardName: this.dashboardName, url: this.url });
  }
}
