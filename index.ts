/**
 * AWS X-Ray tracing for a Node.js API on Kubernetes, from the cluster to the alarm. Each statement is one chapter. What a
 * stack may set is in packages/model/src/settings/schema.ts; each component says in its own file what it makes, and why.
 */
import { TraceEncryption } from "./components/account/encryption.ts";
import { TransactionSearch } from "./components/account/transaction-search.ts";
import { lookUpAccount } from "./components/account/account.ts";
import { provideCluster } from "./components/cluster/cluster.ts";
import { provideIdentity } from "./components/iam/identity.ts";
import { XRayReadPolicy } from "./components/iam/read-policy.ts";
import { ServiceAccountRole } from "./components/iam/service-account-role.ts";
import { XRayWritePolicy } from "./components/iam/write-policy.ts";
import { costForecast, links, verification } from "./components/outputs.ts";
import { readSettings } from "./components/settings/load.ts";
import { standardTags } from "./components/tags.ts";
import { AlarmTopic } from "./components/tracing/alarm-topic.ts";
import { TraceAlarms } from "./components/tracing/alarms.ts";
import { TracingDashboard } from "./components/tracing/dashboard.ts";
import { TraceGroups } from "./components/tracing/groups.ts";
import { InsightEvents } from "./components/tracing/insight-events.ts";
import { SamplingRules } from "./components/tracing/sampling-rules.ts";
import { RestrictedNamespace } from "./components/workload/restricted-namespace.ts";
import { isSidecar } from "./components/workload/values.ts";
import { AGENT_SERVICE_ACCOUNT, TracingChart } from "./components/workload/tracing-chart.ts";

const settings = readSettings();
const { nameSuffix, agent, iam, plan } = settings;
const service = settings.api.serviceName;
const account = lookUpAccount();
const tags = standardTags(settings);

// The cluster, and the place in it.
const cluster = await provideCluster("cluster", {
  clusterName: settings.cluster.name ?? `pmp-cluster${nameSuffix}`,
  settings: settings.cluster,
  identity: settings.identity,
  account,
  permissionsBoundary: iam.permissionsBoundary,
  agentAssumesRoleArn: agent.assumeRoleArn,
  tags,
});
const namespace = new RestrictedNamespace(
  "pmp",
  { namespace: settings.namespace, create: settings.cluster.createNamespace },
  { providers: { kubernetes: cluster.provider } },
);

// Who may write traces: the agent's service account, and nobody else. Who may look at them: whoever gets the read policy.
const writePolicy = new XRayWritePolicy("xray-write", {
  policyName: `PMPXRayAccess${nameSuffix}`,
  region: account.region,
  restrictRegion: iam.restrictRegion,
  tags,
});
const agentRole = new ServiceAccountRole("xray-daemon", {
  roleName: `pmp-xray-daemon${nameSuffix}`,
  serviceAccount: { namespace: settings.namespace, name: AGENT_SERVICE_ACCOUNT },
  identity: provideIdentity("oidc", {
    kind: settings.identity,
    cluster,
    createOidcProvider: settings.cluster.createOidcProvider,
    account,
    tags,
  }),
  account,
  policies: { write: writePolicy.arn },
  mayAssume: agent.assumeRoleArn,
  permissionsBoundary: iam.permissionsBoundary,
  tags,
});
const readPolicy = new XRayReadPolicy("xray-read", {
  policyName: `PMPXRayRead${nameSuffix}`,
  agentRoleArn: agentRole.arn,
  tags,
});

// What is traced, and who hears of it when something is wrong.
const samplingRules = new SamplingRules("sampling", { plan, tags });
const groups = new TraceGroups("groups", { service, nameSuffix, plan, ...settings.groups, tags });
const topic = new AlarmTopic("alarms", { topicName: `pmp-tracing-alarms${nameSuffix}`, ...settings.alarms, tags });
const alarms = new TraceAlarms("alarms", {
  service,
  nameSuffix,
  groups,
  account,
  settings: settings.alarms,
  topicArn: topic.arn,
  tags,
});
const dashboard = new TracingDashboard("dashboard", {
  dashboardName: `pmp-tracing${nameSuffix}`,
  service,
  nameSuffix,
  account,
  groups,
  alarms,
  settings: settings.alarms,
  transactionSearch: settings.account.transactionSearch,
});
new InsightEvents("insights", {
  enabled: settings.groups.insightsNotifications,
  ruleName: `${service}-insights${nameSuffix}`,
  groupName: groups.byPurpose.all.groupName,
  topicArn: topic.arn,
  account,
  tags,
});

// Switches of the whole account and region. Off unless the settings turn them on.
new TraceEncryption("encryption", { keyArn: settings.account.encryptionKeyArn });
new TransactionSearch("transaction-search", {
  settings: settings.account.transactionSearch,
  service,
  nameSuffix,
  account,
});

// The API and the agent. They come after their identity and rules, and so they go before them.
const chart = new TracingChart(
  "pmp",
  { namespace: namespace.namespace, region: account.region, agentRoleArn: agentRole.annotation, settings },
  { providers: { kubernetes: cluster.provider }, dependsOn: [agentRole, samplingRules] },
);

/** What people type to reach the cluster with kubectl. */
export const kubeconfigCommand = cluster.kubeconfigCommand;
/** Namespace of the API and the agent. */
export const kubernetesNamespace = chart.namespace;
/** Role of the agent. */
export const agentRoleArn = agentRole.arn;
/** Policy that lets the agent write traces. */
export const writePolicyArn = writePolicy.arn;
/** Policy for people who look at traces. */
export const readPolicyArn = readPolicy.arn;
/** Sampling rules in the order in which X-Ray looks at them. */
export const samplingRuleNames = samplingRules.ruleNames;
/** X-Ray groups: all, faults, errors and slow, then one per critical path. */
export const groupNames = groups.names;
/** Alarms; the one that pages comes first. */
export const alarmNames = alarms.names;
/** Where the alarms go. */
export const alarmTopicArn = topic.arn;
/** The dashboard's name. */
export const dashboardName = dashboard.dashboardName;
/** Pages of the AWS console. */
export const consoleLinks = links({ account, groups, dashboard });
/** A script that asks the cluster and AWS whether it works, and fails where it does not: `pulumi stack output verify | sh`. */
export const verify = verification({
  account,
  agentRole,
  namespace: settings.namespace,
  service,
  sidecar: isSidecar(settings),
  ruleNames: samplingRules.ruleNames,
});
/** What the plan's traffic will cost in a month, with the calculation. */
export const forecast = costForecast(settings);
