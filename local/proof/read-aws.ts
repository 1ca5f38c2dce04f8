import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as iam from "@aws-sdk/client-iam";
import * as sts from "@aws-sdk/client-sts";
import { clientConfig } from "../aws.ts";
import { XRayReader } from "./read-xray.ts";

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
export class AwsReader extends XRayReader {
  private readonly iam: iam.IAMClient;
  private readonly sts: sts.STSClient;
  private readonly cloudwatch: cloudwatch.CloudWatchClient;

  constructor(endpoint: string) {
    super(endpoint);
    const config = clientConfig(endpoint);
    this.iam = new iam.IAMClient(config);
    this.sts = new sts.STSClient(config);
    this.cloudwatch = new cloudwatch.CloudWatchClient(config);
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
