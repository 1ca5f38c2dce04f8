import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as iam from "@aws-sdk/client-iam";
import * as sts from "@aws-sdk/client-sts";
import * as xray from "@aws-sdk/client-xray";
import type { XRaySamplingRule } from "@pmp/sampling";
import { clientConfig } from "../aws.ts";

/** X-Ray's data on one recorded trace. */
export interface RecordedTrace {
  readonly id: string;
  readonly fault: boolean;
  readonly error: boolean;
  readonly throttle: boolean;
  readonly url: string;
  readonly status: number | undefined;
}

/** Whether AWS allows an action to a principal. */
export interface Decision {
  readonly action: string;
  readonly decision: string;
}

/** An alarm as CloudWatch has it. */
export interface AlarmReading {
  readonly name: string;
  readonly state: string;
  readonly condition: string;
  /** Number of its actions. */
  readonly actions: number;
}

/** Reads everything that the proof states back through the AWS API at `endpoint`. */
export class AwsReader {
  private readonly xray: xray.XRayClient;
  private readonly iam: iam.IAMClient;
  private readonly sts: sts.STSClient;
  private readonly cloudwatch: cloudwatch.CloudWatchClient;

  constructor(endpoint: string) {
    const config = clientConfig(endpoint);
    this.xray = new xray.XRayClient(config);
    this.iam = new iam.IAMClient(config);
    this.sts = new sts.STSClient(config);
    this.cloudwatch = new cloudwatch.CloudWatchClient(config);
  }

  /** Traces of a service in a time window. */
  async traces(service: string, from: Date, to: Date): Promise<RecordedTrace[]> {
    const pages = xray.paginateGetTraceSummaries(
      { client: this.xray },
      { StartTime: from, EndTime: to, FilterExpression: `service("${service}")` },
    );
    const traces: RecordedTrace[] = [];
    for await (const page of pages) {
      for (const summary of page.TraceSummaries ?? []) {
        traces.push({
          id: summary.Id ?? "",
          fault: summary.HasFault === true,
          error: summary.HasError === true,
          throttle: summary.HasThrottle === true,
          url: summary.Http?.HttpURL ?? "",
          status: summary.Http?.HttpStatus,
        });
      }
    }
    return traces;
  }

  /** Sampling rules in the order in which X-Ray evaluates them: by priority, then by name. */
  async samplingRules(): Promise<XRaySamplingRule[]> {
    const rules: XRaySamplingRule[] = [];
    for await (const page of xray.paginateGetSamplingRules({ client: this.xray }, {})) {
      for (const { SamplingRule: rule } of page.SamplingRuleRecords ?? []) {
        if (rule === undefined) continue;
        rules.push({
          RuleName: rule.RuleName ?? "",
          Priority: rule.Priority ?? 0,
          FixedRate: rule.FixedRate ?? 0,
          ReservoirSize: rule.ReservoirSize ?? 0,
          URLPath: rule.URLPath ?? "*",
          HTTPMethod: rule.HTTPMethod ?? "*",
          Host: rule.Host ?? "*",
          ServiceName: rule.ServiceName ?? "*",
          ServiceType: rule.ServiceType ?? "*",
          ResourceARN: rule.ResourceARN ?? "*",
          Version: 1,
        });
      }
    }
    return rules.sort((a, b) => a.Priority - b.Priority || (a.RuleName < b.RuleName ? -1 : 1));
  }

  async groups(): Promise<{ name: string; filter: string }[]> {
    const { Groups } = await this.xray.send(new xray.GetGroupsCommand({}));
    return (Groups ?? []).map((group) => ({ name: group.GroupName ?? "", filter: group.FilterExpression ?? "" }));
  }

  /** IAM's own evaluation of the role's permissions. */
  async simulate(roleArn: string, actions: readonly string[]): Promise<Decision[]> {
    const { EvaluationResults } = await this.iam.send(
      new iam.SimulatePrincipalPolicyCommand({ PolicySourceArn: roleArn, ActionNames: [...actions] }),
    );
    return (EvaluationResults ?? []).map((result) => ({
      action: result.EvalActionName ?? "",
      decision: result.EvalDecision ?? "",
    }));
  }

  /** STS's response to a service account token: the role's session, or the error. */
  async assumeRole(roleArn: string, token: string): Promise<{ accepted: boolean; answer: string }> {
    try {
      const { AssumedRoleUser } = await this.sts.send(
        new sts.AssumeRoleWithWebIdentityCommand({
          RoleArn: roleArn,
          RoleSessionName: "proof",
          WebIdentityToken: token,
        }),
      );
      return { accepted: true, answer: AssumedRoleUser?.Arn ?? "" };
    } catch (error) {
      return { accepted: false, answer: error instanceof Error ? error.name : String(error) };
    }
  }

  /** Metric and composite alarms by name. */
  async alarms(names: readonly string[]): Promise<AlarmReading[]> {
    const { MetricAlarms, CompositeAlarms } = await this.cloudwatch.send(
      new cloudwatch.DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] }),
    );
    return [
      ...(MetricAlarms ?? []).map((alarm) => ({
        name: alarm.AlarmName ?? "",
        state: alarm.StateValue ?? "",
        condition: `${alarm.ComparisonOperator ?? ""} ${String(alarm.Threshold ?? "")}, ${String(alarm.EvaluationPeriods ?? "")} period(s)`,
        actions: alarm.AlarmActions?.length ?? 0,
      })),
      ...(CompositeAlarms ?? []).map((alarm) => ({
        name: alarm.AlarmName ?? "",
        state: alarm.StateValue ?? "",
        condition: alarm.AlarmRule ?? "",
        actions: alarm.AlarmActions?.length ?? 0,
      })),
    ];
  }

  /** Titles of a dashboard's widgets. */
  async dashboardWidgets(name: string): Promise<string[]> {
    const { DashboardBody } = await this.cloudwatch.send(new cloudwatch.GetDashboardCommand({ DashboardName: name }));
    const body = JSON.parse(DashboardBody ?? "{}") as {
      widgets?: { type?: string; properties?: { title?: string } }[];
    };
    return (body.widgets ?? []).map((widget) => widget.properties?.title ?? widget.type ?? "");
  }
}
