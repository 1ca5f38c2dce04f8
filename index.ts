/**
 * AWS X-Ray tracing for a Node.js API on Kubernetes, from the identity to the alarm. Each statement is one chapter. What a
 * stack may set is in components/settings/schema.ts; each component says in its own file what it makes, and why.
 */
import { lookUpAccount } from "./components/account.ts";
import { ExistingCluster } from "./components/cluster/existingCluster.ts";
import { OidcProvider } from "./components/iam/oidcProvider.ts";
import { ServiceAccountRole } from "./components/iam/serviceAccountRole.ts";
import { XRayWritePolicy } from "./components/iam/writePolicy.ts";
import { readSettings } from "./components/settings/load.ts";
import { standardTags } from "./components/tags.ts";
import { AlarmTopic } from "./components/tracing/alarmTopic.ts";
import { TraceAlarms } from "./components/tracing/alarms.ts";
import { TracingDashboard } from "./components/tracing/dashboard.ts";
import { TraceGroups } from "./components/tracing/groups.ts";
import { SamplingRules } from "./components/tracing/samplingRules.ts";
import { RestrictedNamespace } from "./components/workload/restrictedNamespace.ts";
import { AGENT_SERVICE_ACCOUNT, TracingChart } from "./components/workload/tracingChart.ts";

const { stage, nameSuffix, api, agent, alarms, iam, ...settings } = readSettings();
const account = lookUpAccount();
const region = account.region;
const service = api.serviceName;
const tags = standardTags({ stage, tags: settings.tags });

// The cluster, and the place in it.
const cluster = new ExistingCluster("cluster", { ...settings.cluster, region });
const namespace = new RestrictedNamespace("pmp", { namespace: settings.namespace }, { provider: cluster.provider });

// Who may write traces: the agent's service account, and nobody else.
const writePolicy = new XRayWritePolicy("xray-write", {
  policyName: `PMPXRayAccess${nameSuffix}`,
  region,
  restrictRegion: iam.restrictRegion,
  tags,
});
const oidc = new OidcProvider("oidc", {
  issuer: cluster.oidcIssuer,
  create: settings.cluster.createOidcProvider,
  account,
  tags,
});
const agentRole = new ServiceAccountRole("xray-daemon", {
  roleName: `pmp-xray-daemon${nameSuffix}`,
  serviceAccount: { namespace: settings.namespace, name: AGENT_SERVICE_ACCOUNT },
  oidc,
  policies: { write: writePolicy.arn },
  permissionsBoundary: iam.permissionsBoundary,
  tags,
});

// What is traced, and who hears of it when something is wrong.
const samplingRules = new SamplingRules("sampling", { plan: settings.plan, tags });
const groups = new TraceGroups("groups", { service, slowSeconds: settings.groups.slowSeconds, tags });
const topic = new AlarmTopic("alarms", {
  topicName: `pmp-tracing-alarms${nameSuffix}`,
  topicArn: alarms.topicArn,
  tags,
});
const traceAlarms = new TraceAlarms("alarms", { service, groups: groups.names, ...alarms, topicArn: topic.arn, tags });
const dashboard = new TracingDashboard("dashboard", {
  dashboardName: `pmp-tracing${nameSuffix}`,
  service,
  region,
  groups: groups.names,
  ...alarms,
});

// The API and the agent. They come after their identity and rules, and so they go before them.
const chart = new TracingChart(
  "pmp",
  { namespace: namespace.namespace, region, stage, api, agent, agentRoleArn: agentRole.arn, plan: settings.plan },
  { provider: cluster.provider, dependsOn: [agentRole, samplingRules] },
);

/** Namespace of the API and the agent. */
export const kubernetesNamespace = chart.namespace;
/** Role of the agent. */
export const agentRoleArn = agentRole.arn;
/** Policy that lets the agent write traces. */
export const writePolicyArn = writePolicy.arn;
/** Sampling rules in the order in which X-Ray looks at them. */
export const samplingRuleNames = samplingRules.ruleNames;
/** X-Ray groups by purpose. */
export const groupNames = groups.names;
/** Alarms on the groups. */
export const alarmNames = traceAlarms.alarmNames;
/** Where the alarms go. */
export const alarmTopicArn = topic.arn;
/** The dashboard's name, and where to open it. */
export const dashboardName = dashboard.dashboardName;
export const dashboardUrl = dashboard.url;
