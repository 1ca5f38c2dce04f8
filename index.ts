/**
 * AWS X-Ray tracing for a Node.js API on EKS or ECS, from the cluster to the alarm. Each statement is one chapter: it makes one
 * component from the stack's settings, and optional parts stand in an `if`. What a stack may set is in
 * packages/model/src/settings/schema.ts; each component says in its own file what it makes, and why.
 */
import { toPulumiRule } from "@pmp/sampling";
import { lookUpAccount } from "./components/account/account.ts";
import { TraceEncryption } from "./components/account/encryption.ts";
import { slowestRequests } from "./components/account/spans.ts";
import { TransactionSearch } from "./components/account/transaction-search.ts";
import { XRayReadPolicy } from "./components/iam/read-policy.ts";
import { XRayWritePolicy } from "./components/iam/write-policy.ts";
import * as outputs from "./components/outputs.ts";
import { checkTaskNetwork } from "./components/ecs/check-network.ts";
import { onEcs } from "./components/platform/ecs.ts";
import { onEks } from "./components/platform/eks.ts";
import { readSettings } from "./components/settings/load.ts";
import { standardTags } from "./components/tags.ts";
import { AlarmTopic } from "./components/tracing/alarm-topic.ts";
import { TraceAlarms } from "./components/tracing/alarms.ts";
import { TracingDashboard } from "./components/tracing/dashboard.ts";
import { planGroups } from "./components/tracing/group-plan.ts";
import { TraceGroups } from "./components/tracing/groups.ts";
import { InsightEvents } from "./components/tracing/insight-events.ts";
import { SamplingRules } from "./components/tracing/sampling-rules.ts";

const settings = readSettings();
await checkTaskNetwork(settings);
const { alarms: alarmSettings, groups: groupSettings, iam, nameSuffix, plan } = settings;
const service = settings.api.serviceName;
const account = lookUpAccount();
const tags = standardTags(settings.stage, settings.tags);
/** A name that is unique in an account, with the prefix that distinguishes stages in one account. */
const named = (name: string) => `${name}${nameSuffix}`;

// Write access to traces: the role of the agent only.
const writePolicy = new XRayWritePolicy("xray-write", {
  policyName: named("PMPXRayAccess"),
  onlyRegion: iam.restrictRegion ? account.region : undefined,
  tags,
});

// Where the API runs: the cluster, and the agent's identity in it.
const shared = { account, tags, named, writePolicyArn: writePolicy.arn };
const platform =
  settings.platform === "ecs" ? await onEcs({ settings, ...shared }) : await onEks({ settings, ...shared });

// Who may read traces: whoever gets the read policy.
const readPolicy = new XRayReadPolicy("xray-read", {
  policyName: named("PMPXRayRead"),
  agentRoleArn: platform.agentRoleArn,
  tags,
});

// What is traced, and who is notified when something is wrong.
const samplingRules = new SamplingRules("sampling", {
  rules: plan.rules.map(toPulumiRule),
  tags,
});
const groups = new TraceGroups("groups", {
  ...planGroups({ service, nameSuffix, plan, slowSeconds: groupSettings.slowSeconds }),
  insights: groupSettings.insights,
  insightsNotifications: groupSettings.insightsNotifications,
  tags,
});
const topicArn =
  alarmSettings.topicArn ??
  new AlarmTopic("alarms", { topicName: named("pmp-tracing-alarms"), email: alarmSettings.email, tags }).arn;
const { byPurpose, criticalPaths } = groups;
const alarms = new TraceAlarms("alarms", {
  ...alarmSettings,
  service,
  nameSuffix,
  byPurpose,
  region: account.region,
  topicArn,
  tags,
});
if (groupSettings.insightsNotifications) {
  new InsightEvents("insights", {
    ruleName: named(`${service}-insights`),
    groupName: byPurpose.all.groupName,
    topicArn,
    accountId: account.accountId,
    tags,
  });
}

// Switches of the whole account and region. Off unless the settings turn them on.
const { encryptionKeyArn, transactionSearch } = settings.account;
const spanQuery = slowestRequests(service, nameSuffix);
if (encryptionKeyArn !== undefined) new TraceEncryption("encryption", { keyArn: encryptionKeyArn });
if (transactionSearch !== undefined) {
  new TransactionSearch("transaction-search", {
    ...account,
    ...transactionSearch,
    logPolicyName: named("pmp-xray-transaction-search"),
    query: spanQuery,
  });
}
const dashboard = new TracingDashboard("dashboard", {
  ...alarmSettings,
  dashboardName: named("pmp-tracing"),
  service,
  region: account.region,
  byPurpose,
  criticalPaths,
  alarmArns: alarms.arns,
  spanQuery: transactionSearch && spanQuery,
});

// The API and the agent. They are made after their identity and rules, and deleted before them.
const workload = platform.deploy({ after: [samplingRules], faultAlarm: alarms.faultRateName });

/** EKS: the command that gives kubectl access to the cluster. */
export const kubeconfigCommand = workload.kubeconfigCommand;
/** EKS: namespace of the API and the agent. */
export const kubernetesNamespace = workload.kubernetesNamespace;
/** ECS: cluster, service, revision, log groups, and address of the load balancer. */
export const ecsService = workload.ecsService;
/** Role with which traces are written: the agent's on EKS, the task's on ECS. */
export const agentRoleArn = platform.agentRoleArn;
/** Policy that lets the agent write traces. */
export const writePolicyArn = writePolicy.arn;
/** Policy for people who read traces. */
export const readPolicyArn = readPolicy.arn;
/** Sampling rules in the order in which X-Ray evaluates them. */
export const samplingRuleNames = samplingRules.ruleNames;
/** X-Ray groups: all, faults, errors and slow, then one per critical path. */
export const groupNames = groups.names;
/** Alarms; the one that pages comes first. */
export const alarmNames = alarms.names;
/** The topic that the alarms notify. */
export const alarmTopicArn = topicArn;
/** The dashboard's name. */
export const dashboardName = dashboard.dashboardName;
/** Pages of the AWS console. */
export const consoleLinks = outputs.consolePages({ region: account.region, groups, dashboardUrl: dashboard.url });
/** The command that proves that tracing works, and names the first link that does not. */
export const verify = outputs.verification();
/** What the plan's traffic will cost in a month, with the calculation. */
export const forecast = outputs.costForecast(settings);
