/**
 * AWS X-Ray tracing for a Node.js API on Kubernetes, from the cluster to the alarm. Each statement is one chapter: it makes one
 * component from the stack's settings, and optional parts stand in an `if`. What a stack may set is in
 * packages/model/src/settings/schema.ts; each component says in its own file what it makes, and why.
 */
import { newClusterDefaults } from "@pmp/model";
import { toPulumiRule } from "@pmp/sampling";
import { output } from "@pulumi/pulumi";
import { lookUpAccount } from "./components/account/account.ts";
import { TraceEncryption } from "./components/account/encryption.ts";
import { slowestRequests } from "./components/account/spans.ts";
import { TransactionSearch } from "./components/account/transaction-search.ts";
import { ExistingCluster } from "./components/cluster/existing-cluster.ts";
import { NewCluster } from "./components/cluster/new-cluster.ts";
import { accountsOf } from "./components/cluster/xray-endpoint-policy.ts";
import { eksZones } from "./components/cluster/zones.ts";
import { existingOidcProviderArn, OidcProvider } from "./components/iam/oidc-provider.ts";
import { XRayReadPolicy } from "./components/iam/read-policy.ts";
import { ServiceAccountRole } from "./components/iam/service-account-role.ts";
import { XRayWritePolicy } from "./components/iam/write-policy.ts";
import * as outputs from "./components/outputs.ts";
import { readSettings } from "./components/settings/load.ts";
import { standardTags } from "./components/tags.ts";
import { AlarmTopic } from "./components/tracing/alarm-topic.ts";
import { TraceAlarms } from "./components/tracing/alarms.ts";
import { TracingDashboard } from "./components/tracing/dashboard.ts";
import { planGroups } from "./components/tracing/group-plan.ts";
import { TraceGroups } from "./components/tracing/groups.ts";
import { InsightEvents } from "./components/tracing/insight-events.ts";
import { SamplingRules } from "./components/tracing/sampling-rules.ts";
import { RestrictedNamespace } from "./components/workload/restricted-namespace.ts";
import { AGENT_SERVICE_ACCOUNT, TracingChart } from "./components/workload/tracing-chart.ts";
import { isSidecar, stackValues } from "./components/workload/values.ts";

const settings = readSettings();
const { agent, alarms: alarmSettings, groups: groupSettings, iam, nameSuffix, plan } = settings;
const service = settings.api.serviceName;
const account = lookUpAccount();
const tags = standardTags(settings.stage, settings.tags);
/** A name that is unique in an account, with the prefix that distinguishes stages in one account. */
const named = (name: string) => `${name}${nameSuffix}`;

// The cluster, and the namespace in it.
const { name: clusterName = named("pmp-cluster"), deleteUnreachable } = settings.cluster;
const created = settings.cluster.new ?? newClusterDefaults();
const cluster =
  settings.cluster.mode === "new"
    ? new NewCluster("cluster", {
        ...account,
        ...created,
        ...created.network,
        clusterName,
        availabilityZones: await eksZones(created.network.zones),
        podIdentity: settings.identity === "podIdentity",
        xrayAccountIds: accountsOf(agent.assumeRoleArn),
        permissionsBoundary: iam.permissionsBoundary,
        deleteUnreachable,
        tags,
      })
    : new ExistingCluster("cluster", { ...settings.cluster, clusterName, region: account.region });
const inCluster = { providers: { kubernetes: cluster.provider } };
const namespace = settings.cluster.createNamespace
  ? new RestrictedNamespace("pmp", { namespace: settings.namespace }, inCluster).namespace
  : settings.namespace;

// Write access to traces: the agent's service account only. Read access: identities with the read policy attached.
const writePolicy = new XRayWritePolicy("xray-write", {
  policyName: named("PMPXRayAccess"),
  onlyRegion: iam.restrictRegion ? account.region : undefined,
  tags,
});
const { oidcIssuer } = cluster;
const identity =
  settings.identity === "podIdentity"
    ? { podIdentityCluster: cluster.clusterName }
    : {
        oidcIssuer,
        oidcProviderArn: settings.cluster.createOidcProvider
          ? new OidcProvider("oidc", { issuer: oidcIssuer, tags }).arn
          : existingOidcProviderArn({ ...account, issuer: oidcIssuer }),
      };
const agentRole = new ServiceAccountRole("xray-daemon", {
  ...account,
  ...identity,
  roleName: named("pmp-xray-daemon"),
  namespace: settings.namespace,
  serviceAccount: AGENT_SERVICE_ACCOUNT,
  policies: { write: writePolicy.arn },
  mayAssume: agent.assumeRoleArn,
  permissionsBoundary: iam.permissionsBoundary,
  tags,
});
const readPolicy = new XRayReadPolicy("xray-read", {
  policyName: named("PMPXRayRead"),
  agentRoleArn: agentRole.arn,
  tags,
});

// What is traced, and who is notified when something is wrong.
const samplingRules = new SamplingRules("sampling", { rules: plan.rules.map(toPulumiRule), tags });
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
const chart = new TracingChart(
  "pmp",
  {
    namespace,
    values: output({ region: account.region, agentRoleArn: agentRole.annotation }).apply((known) =>
      stackValues(settings, known),
    ),
  },
  { ...inCluster, dependsOn: [agentRole, samplingRules] },
);

/** The command that gives kubectl access to the cluster. */
export const kubeconfigCommand = outputs.kubeconfigCommand({
  clusterName: cluster.clusterName,
  region: account.region,
  access: settings.cluster,
});
/** Namespace of the API and the agent. */
export const kubernetesNamespace = chart.namespace;
/** Role of the agent. */
export const agentRoleArn = agentRole.arn;
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
/** A script that checks the deployment in the cluster and in AWS, and fails at what is broken: `pulumi stack output verify | sh`. */
export const verify = outputs.verification({
  region: account.region,
  agentRoleArn: agentRole.arn,
  namespace: settings.namespace,
  service,
  sidecar: isSidecar(settings),
  ruleNames: samplingRules.ruleNames,
});
/** What the plan's traffic will cost in a month, with the calculation. */
export const forecast = outputs.costForecast(settings);
