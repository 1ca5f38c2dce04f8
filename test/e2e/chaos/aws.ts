import { CloudWatch, type MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { IAM } from "@aws-sdk/client-iam";
import { SNS } from "@aws-sdk/client-sns";
import { XRay, type Group, type SamplingRule } from "@aws-sdk/client-xray";
import { accountId, clientConfig } from "../../../local/aws.ts";

/** The agent's role. */
export const ROLE = "pmp-xray-daemon";

/** Changes of the emulated account, each of which says how it is undone. */
export class ChaosAws {
  readonly iam: IAM;
  readonly xray: XRay;
  readonly cloudwatch: CloudWatch;
  readonly sns: SNS;
  readonly #afterwards: (text: string, run: () => Promise<unknown>) => void;

  constructor(emulatorUrl: string, afterwards: (text: string, run: () => Promise<unknown>) => void) {
    const config = clientConfig(emulatorUrl);
    this.iam = new IAM(config);
    this.xray = new XRay(config);
    this.cloudwatch = new CloudWatch(config);
    this.sns = new SNS(config);
    this.#afterwards = afterwards;
  }

  /** The trust policy of the agent's role, as `change` makes it of its text. */
  async changeTrust(change: (text: string) => string): Promise<void> {
    const { Role } = await this.iam.getRole({ RoleName: ROLE });
    const text = Role?.AssumeRolePolicyDocument ?? "";
    const before = text.startsWith("%7B") ? decodeURIComponent(text) : text;
    const after = change(before);
    if (after === before) throw new Error(`the trust policy does not have what is to be changed: ${before}`);
    const set = (PolicyDocument: string) => this.iam.updateAssumeRolePolicy({ RoleName: ROLE, PolicyDocument });
    await set(after);
    this.#afterwards("its trust policy as it was", () => set(before));
  }

  /** Attaches a policy of these actions to the agent's role, and takes what it had away. */
  async changePolicies(actions: readonly string[]): Promise<void> {
    await this.detachPolicies();
    await this.#inline("chaos", actions);
  }

  /** Adds a policy of these actions. */
  async addPolicy(actions: readonly string[]): Promise<void> {
    await this.#inline("chaos", actions);
  }

  async #inline(PolicyName: string, actions: readonly string[]): Promise<void> {
    await this.iam.putRolePolicy({ RoleName: ROLE, PolicyName, PolicyDocument: policy(actions) });
    this.#afterwards("the policy deleted", () => this.iam.deleteRolePolicy({ RoleName: ROLE, PolicyName }));
  }

  /** Takes all policies of the agent's role away. */
  async detachPolicies(): Promise<void> {
    const { AttachedPolicies = [] } = await this.iam.listAttachedRolePolicies({ RoleName: ROLE });
    const { PolicyNames = [] } = await this.iam.listRolePolicies({ RoleName: ROLE });
    for (const { PolicyArn } of AttachedPolicies) {
      await this.iam.detachRolePolicy({ RoleName: ROLE, PolicyArn });
      this.#afterwards("its policies attached again", () => this.iam.attachRolePolicy({ RoleName: ROLE, PolicyArn }));
    }
    for (const PolicyName of PolicyNames) {
      const { PolicyDocument = "" } = await this.iam.getRolePolicy({ RoleName: ROLE, PolicyName });
      const document = PolicyDocument.startsWith("%7B") ? decodeURIComponent(PolicyDocument) : PolicyDocument;
      await this.iam.deleteRolePolicy({ RoleName: ROLE, PolicyName });
      this.#afterwards("its policies as they were", () =>
        this.iam.putRolePolicy({ RoleName: ROLE, PolicyName, PolicyDocument: document }),
      );
    }
  }

  async deleteRole(): Promise<void> {
    const { Role } = await this.iam.getRole({ RoleName: ROLE });
    const trust = Role?.AssumeRolePolicyDocument ?? "";
    this.#afterwards("the role made again", () =>
      this.iam.createRole({
        RoleName: ROLE,
        AssumeRolePolicyDocument: trust.startsWith("%7B") ? decodeURIComponent(trust) : trust,
      }),
    );
    await this.detachPolicies();
    await this.iam.deleteRole({ RoleName: ROLE });
  }

  /** A permissions boundary of these actions alone. */
  async bound(actions: readonly string[]): Promise<void> {
    const PolicyName = "pmp-xray-chaos-boundary";
    const PolicyArn = `arn:aws:iam::${accountId}:policy/${PolicyName}`;
    await this.iam.createPolicy({ PolicyName, PolicyDocument: policy(actions) });
    await this.iam.putRolePermissionsBoundary({ RoleName: ROLE, PermissionsBoundary: PolicyArn });
    this.#afterwards("the boundary deleted", async () => {
      await this.iam.deleteRolePermissionsBoundary({ RoleName: ROLE });
      await this.iam.deletePolicy({ PolicyArn });
    });
  }

  async rule(name: string): Promise<SamplingRule> {
    const { SamplingRuleRecords = [] } = await this.xray.getSamplingRules({});
    const rule = SamplingRuleRecords.find(({ SamplingRule }) => SamplingRule?.RuleName === name)?.SamplingRule;
    if (rule === undefined) throw new Error(`there is no sampling rule ${name}`);
    return rule;
  }

  async addRule(rule: SamplingRule): Promise<void> {
    await this.xray.createSamplingRule({ SamplingRule: rule });
    this.#afterwards("the rule deleted", () => this.xray.deleteSamplingRule({ RuleName: rule.RuleName }));
  }

  async deleteRule(name: string): Promise<void> {
    const rule = { ...(await this.rule(name)), RuleARN: undefined };
    await this.xray.deleteSamplingRule({ RuleName: name });
    this.#afterwards("the rule made again", () => this.xray.createSamplingRule({ SamplingRule: rule }));
  }

  async changeRule(name: string, change: Partial<SamplingRule>): Promise<void> {
    const rule = { ...(await this.rule(name)), RuleARN: undefined, Version: undefined };
    await this.xray.updateSamplingRule({ SamplingRuleUpdate: { RuleName: name, ...change } });
    this.#afterwards("the rule as it was", () => this.xray.updateSamplingRule({ SamplingRuleUpdate: rule }));
  }

  async groups(): Promise<readonly Group[]> {
    const { Groups = [] } = await this.xray.getGroups({});
    return Groups.filter(({ GroupName }) => GroupName?.startsWith("pmp-api") === true);
  }

  async deleteGroups(wanted: (name: string) => boolean): Promise<void> {
    for (const { GroupName = "", FilterExpression, InsightsConfiguration } of await this.groups()) {
      if (!wanted(GroupName)) continue;
      await this.xray.deleteGroup({ GroupName });
      this.#afterwards("the groups made again", () =>
        this.xray.createGroup({ GroupName, FilterExpression, InsightsConfiguration }),
      );
    }
  }

  async changeGroups(filter: (before: string) => string): Promise<void> {
    for (const { GroupName, FilterExpression = "" } of await this.groups()) {
      const set = (FilterExpression: string) => this.xray.updateGroup({ GroupName, FilterExpression });
      await set(filter(FilterExpression));
      this.#afterwards("their filters as they were", () => set(FilterExpression));
    }
  }

  async alarms(): Promise<readonly MetricAlarm[]> {
    return (await this.cloudwatch.describeAlarms({ AlarmTypes: ["MetricAlarm"] })).MetricAlarms ?? [];
  }

  /** Changes metric alarms, and deletes those of which nothing is left. */
  async changeAlarms(change: (alarm: MetricAlarm) => MetricAlarm | undefined): Promise<void> {
    for (const alarm of await this.alarms()) {
      const after = change(alarm);
      if (after === undefined) await this.cloudwatch.deleteAlarms({ AlarmNames: [alarm.AlarmName ?? ""] });
      else await this.#putAlarm(after);
      this.#afterwards("the alarms as they were", () => this.#putAlarm(alarm));
    }
  }

  async #putAlarm(alarm: MetricAlarm): Promise<void> {
    await this.cloudwatch.putMetricAlarm({
      AlarmName: alarm.AlarmName,
      AlarmDescription: alarm.AlarmDescription,
      ActionsEnabled: alarm.ActionsEnabled,
      OKActions: alarm.OKActions,
      AlarmActions: alarm.AlarmActions,
      InsufficientDataActions: alarm.InsufficientDataActions,
      MetricName: alarm.MetricName,
      Namespace: alarm.Namespace,
      Statistic: alarm.Statistic,
      Dimensions: alarm.Dimensions,
      Period: alarm.Period,
      EvaluationPeriods: alarm.EvaluationPeriods,
      DatapointsToAlarm: alarm.DatapointsToAlarm,
      Threshold: alarm.Threshold,
      ComparisonOperator: alarm.ComparisonOperator,
      TreatMissingData: alarm.TreatMissingData,
      Metrics: alarm.Metrics,
    });
  }

  /** Takes the actions of all alarms away, or switches them off. */
  async silenceAlarms(): Promise<void> {
    await this.changeAlarms((alarm) => ({ ...alarm, AlarmActions: [], OKActions: [] }));
    const { CompositeAlarms = [] } = await this.cloudwatch.describeAlarms({ AlarmTypes: ["CompositeAlarm"] });
    for (const { AlarmName, AlarmRule, AlarmDescription, AlarmActions, OKActions, ActionsEnabled } of CompositeAlarms) {
      const put = (actions: object) =>
        this.cloudwatch.putCompositeAlarm({ AlarmName, AlarmRule, AlarmDescription, ActionsEnabled, ...actions });
      await put({ AlarmActions: [], OKActions: [] });
      this.#afterwards("the alarms as they were", () => put({ AlarmActions, OKActions }));
    }
  }
}

function policy(actions: readonly string[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }],
  });
}
