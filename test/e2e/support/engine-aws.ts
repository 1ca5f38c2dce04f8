import {
  IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListPoliciesCommand,
  ListRolesCommand,
  SimulatePrincipalPolicyCommand,
} from "@aws-sdk/client-iam";
import { CloudWatchClient, DescribeAlarmsCommand, ListDashboardsCommand } from "@aws-sdk/client-cloudwatch";
import { ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetGroupsCommand, GetSamplingRulesCommand, XRayClient, type SamplingRule } from "@aws-sdk/client-xray";
import { clientConfig } from "../../../local/aws.ts";

/** What is in the emulator, asked by the AWS SDK. */
export class EngineAws {
  readonly #config: ReturnType<typeof clientConfig>;

  constructor(endpoint: string) {
    this.#config = clientConfig(endpoint);
  }

  /** The sampling rules in the order in which X-Ray looks at them, without its own. */
  async rules(): Promise<readonly SamplingRule[]> {
    const { SamplingRuleRecords } = await new XRayClient(this.#config).send(new GetSamplingRulesCommand({}));
    return (SamplingRuleRecords ?? [])
      .map(({ SamplingRule }) => SamplingRule!)
      .filter(({ RuleName }) => RuleName !== "Default")
      .sort((a, b) => a.Priority! - b.Priority!);
  }

  /** What IAM says that a role may do. */
  async decisions(roleArn: string, actions: readonly string[], resource = "*"): Promise<Record<string, string>> {
    const { EvaluationResults } = await new IAMClient(this.#config).send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: roleArn,
        ActionNames: [...actions],
        ResourceArns: [resource],
      }),
    );
    return Object.fromEntries(
      (EvaluationResults ?? []).map((result) => [result.EvalActionName!, result.EvalDecision!]),
    );
  }

  /** Names of everything that the program makes without any switch. */
  async everything(): Promise<string[]> {
    const iam = new IAMClient(this.#config);
    const { Policies } = await iam.send(new ListPoliciesCommand({ Scope: "Local" }));
    const { Roles } = await iam.send(new ListRolesCommand({}));
    const { OpenIDConnectProviderList } = await iam.send(new ListOpenIDConnectProvidersCommand({}));
    const { Topics } = await new SNSClient(this.#config).send(new ListTopicsCommand({}));
    const { Groups } = await new XRayClient(this.#config).send(new GetGroupsCommand({}));
    const cloudwatch = new CloudWatchClient(this.#config);
    const { MetricAlarms, CompositeAlarms } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmTypes: ["MetricAlarm", "CompositeAlarm"] }),
    );
    const { DashboardEntries } = await cloudwatch.send(new ListDashboardsCommand({}));
    return [
      ...(Policies ?? []).map(({ PolicyName }) => `policy ${PolicyName!}`),
      ...(Roles ?? []).map(({ RoleName }) => `role ${RoleName!}`).filter((name) => name.includes("pmp")),
      ...(OpenIDConnectProviderList ?? []).map(({ Arn }) => `issuer ${Arn!.split("/").slice(1).join("/")}`),
      ...(Topics ?? []).map(({ TopicArn }) => `topic ${TopicArn!.split(":").at(-1)!}`),
      ...(Groups ?? []).map(({ GroupName }) => `group ${GroupName!}`).filter((name) => name !== "group Default"),
      ...(await this.rules()).map(({ RuleName }) => `rule ${RuleName!}`),
      ...(MetricAlarms ?? []).map(({ AlarmName }) => `alarm ${AlarmName!}`),
      ...(CompositeAlarms ?? []).map(({ AlarmName }) => `alarm ${AlarmName!}`),
      ...(DashboardEntries ?? []).map(({ DashboardName }) => `dashboard ${DashboardName!}`),
    ].sort();
  }
}
