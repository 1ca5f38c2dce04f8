import type { Check } from "../check.ts";
import { accountIsTheAgents } from "./account/account-is-the-agents.ts";
import { destinationIsSettled } from "./account/destination-is-settled.ts";
import { encryptionIsSettled } from "./account/encryption-is-settled.ts";
import { encryptionKeyWorks } from "./account/encryption-key-works.ts";
import { indexingFeedsGroups } from "./account/indexing-feeds-groups.ts";
import { regionIsTheAgents } from "./account/region-is-the-agents.ts";
import { spanLogExists } from "./account/span-log-exists.ts";
import { spansMayBeWritten } from "./account/spans-may-be-written.ts";
import { agentBufferHolds } from "./agent/agent-buffer-holds.ts";
import { agentConfigIsRead } from "./agent/agent-config-is-read.ts";
import { agentDoesNotRestart } from "./agent/agent-does-not-restart.ts";
import { agentHasBufferMemory } from "./agent/agent-has-buffer-memory.ts";
import { agentIsInstalled } from "./agent/agent-is-installed.ts";
import { agentIsReady } from "./agent/agent-is-ready.ts";
import { agentKnowsItsRegion } from "./agent/agent-knows-its-region.ts";
import { agentListensForOthers } from "./agent/agent-listens-for-others.ts";
import { agentPortIsFree } from "./agent/agent-port-is-free.ts";
import { agentStaysOffFargate } from "./agent/agent-stays-off-fargate.ts";
import { agentWhereTheApiRuns } from "./agent/agent-where-the-api-runs.ts";
import { appStartsAfterSidecar } from "./agent/app-starts-after-sidecar.ts";
import { collectorExportsToXray } from "./agent/collector-exports-to-xray.ts";
import { collectorExports } from "./agent/collector-exports.ts";
import { collectorHeedsRoleArn } from "./agent/collector-heeds-role-arn.ts";
import { collectorQueueHolds } from "./agent/collector-queue-holds.ts";
import { collectorServesSampling } from "./agent/collector-serves-sampling.ts";
import { fargateHasASidecar } from "./agent/fargate-has-a-sidecar.ts";
import { namespaceExists } from "./agent/namespace-exists.ts";
import { oneAgentPerNode } from "./agent/one-agent-per-node.ts";
import { sidecarIsNotEssential } from "./agent/sidecar-is-not-essential.ts";
import { taskHasAnAgent } from "./agent/task-has-an-agent.ts";
import { taskRuns } from "./agent/task-runs.ts";
import { alarmMetricsExist } from "./alarms/alarm-metrics-exist.ts";
import { alarmsExist } from "./alarms/alarms-exist.ts";
import { alarmsHaveActions } from "./alarms/alarms-have-actions.ts";
import { alarmsHaveData } from "./alarms/alarms-have-data.ts";
import { groupsCountTraces } from "./alarms/groups-count-traces.ts";
import { groupsExist } from "./alarms/groups-exist.ts";
import { addressIsTheAgents } from "./app/address-is-the-agents.ts";
import { addressIsWellFormed } from "./app/address-is-well-formed.ts";
import { apiIsRunning } from "./app/api-is-running.ts";
import { appDropsNoSegments } from "./app/app-drops-no-segments.ts";
import { appFindsItsAgent } from "./app/app-finds-its-agent.ts";
import { appImportsTracingFirst } from "./app/app-imports-tracing-first.ts";
import { appIsInstrumented } from "./app/app-is-instrumented.ts";
import { contextIsKept } from "./app/context-is-kept.ts";
import { contextMissingNeverThrows } from "./app/context-missing-never-throws.ts";
import { oneApiCopy } from "./app/one-api-copy.ts";
import { oneSdkOnly } from "./app/one-sdk-only.ts";
import { otlpEndpointHasAScheme } from "./app/otlp-endpoint-has-a-scheme.ts";
import { samplerIsKnown } from "./app/sampler-is-known.ts";
import { segmentsFitADatagram } from "./app/segments-fit-a-datagram.ts";
import { serviceHasAName } from "./app/service-has-a-name.ts";
import { settingsOfTracingAreRight } from "./app/settings-of-tracing-are-right.ts";
import { spansAreRecorded } from "./app/spans-are-recorded.ts";
import { tracingIsNotDisabled } from "./app/tracing-is-not-disabled.ts";
import { xraySdkFitsNode } from "./app/xray-sdk-fits-node.ts";
import { agentAccountExists } from "./identity/agent-account-exists.ts";
import { agentClockIsRight } from "./identity/agent-clock-is-right.ts";
import { agentGetsItsRole } from "./identity/agent-gets-its-role.ts";
import { agentHasCredentials } from "./identity/agent-has-credentials.ts";
import { agentHasItsOwnAccount } from "./identity/agent-has-its-own-account.ts";
import { agentIsNotDenied } from "./identity/agent-is-not-denied.ts";
import { agentMayDoNoMore } from "./identity/agent-may-do-no-more.ts";
import { agentUsesItsOwnRole } from "./identity/agent-uses-its-own-role.ts";
import { boundaryAllows } from "./identity/boundary-allows.ts";
import { daemonKnowsPodIdentity } from "./identity/daemon-knows-pod-identity.ts";
import { fiveActionsAllowed } from "./identity/five-actions-allowed.ts";
import { noStaticKeys } from "./identity/no-static-keys.ts";
import { oidcProviderExists } from "./identity/oidc-provider-exists.ts";
import { oneIdentityOnly } from "./identity/one-identity-only.ts";
import { organizationAllows } from "./identity/organization-allows.ts";
import { podIdentityAgentRuns } from "./identity/pod-identity-agent-runs.ts";
import { podIdentityIsNotOnFargate } from "./identity/pod-identity-is-not-on-fargate.ts";
import { podIdentityNamesTheAccount } from "./identity/pod-identity-names-the-account.ts";
import { podsHaveTheIdentity } from "./identity/pods-have-the-identity.ts";
import { proxySparesCredentials } from "./identity/proxy-spares-credentials.ts";
import { roleExists } from "./identity/role-exists.ts";
import { roleIsBound } from "./identity/role-is-bound.ts";
import { strangersAreRefused } from "./identity/strangers-are-refused.ts";
import { taskHasARole } from "./identity/task-has-a-role.ts";
import { trustAllowsPodIdentity } from "./identity/trust-allows-pod-identity.ts";
import { trustIsNarrow } from "./identity/trust-is-narrow.ts";
import { trustNamesTheAudience } from "./identity/trust-names-the-audience.ts";
import { trustNamesTheIssuer } from "./identity/trust-names-the-issuer.ts";
import { trustNamesTheServiceAccount } from "./identity/trust-names-the-service-account.ts";
import { webIdentityIsAccepted } from "./identity/web-identity-is-accepted.ts";
import { agentHearsOnlySegments } from "./network/agent-hears-only-segments.ts";
import { agentNameResolves } from "./network/agent-name-resolves.ts";
import { agentReachesXray } from "./network/agent-reaches-xray.ts";
import { agentSignsForItsRegion } from "./network/agent-signs-for-its-region.ts";
import { apiReachesTcp } from "./network/api-reaches-tcp.ts";
import { apiReachesUdp } from "./network/api-reaches-udp.ts";
import { endpointPolicyAllowsSampling } from "./network/endpoint-policy-allows-sampling.ts";
import { endpointsHavePrivateDns } from "./network/endpoints-have-private-dns.ts";
import { endpointsTakeHttps } from "./network/endpoints-take-https.ts";
import { meshLeavesSignaturesAlone } from "./network/mesh-leaves-signatures-alone.ts";
import { meshSparesTheAgent } from "./network/mesh-spares-the-agent.ts";
import { policiesLetAgentReachAws } from "./network/policies-let-agent-reach-aws.ts";
import { policiesLetApiReachAgent } from "./network/policies-let-api-reach-agent.ts";
import { serviceCarriesUdpAndTcp } from "./network/service-carries-udp-and-tcp.ts";
import { serviceExists } from "./network/service-exists.ts";
import { serviceHasEndpoints } from "./network/service-has-endpoints.ts";
import { serviceIsNotHeadless } from "./network/service-is-not-headless.ts";
import { stsIsRegional } from "./network/sts-is-regional.ts";
import { taskTakesUdp } from "./network/task-takes-udp.ts";
import { trafficStaysOnTheNode } from "./network/traffic-stays-on-the-node.ts";
import { vpcLeadsToXray } from "./network/vpc-leads-to-xray.ts";
import { callersDoNotDecideAll } from "./propagation/callers-do-not-decide-all.ts";
import { propagatorsKnowXray } from "./propagation/propagators-know-xray.ts";
import { trustIsNotEverybody } from "./propagation/trust-is-not-everybody.ts";
import { trustIsWellFormed } from "./propagation/trust-is-well-formed.ts";
import { agentAnswersSamplingCalls } from "./sampling/agent-answers-sampling-calls.ts";
import { fallbackPlanIsRead } from "./sampling/fallback-plan-is-read.ts";
import { healthChecksCostLittle } from "./sampling/health-checks-cost-little.ts";
import { noForeignRuleComesFirst } from "./sampling/no-foreign-rule-comes-first.ts";
import { rulesApplyToAllResources } from "./sampling/rules-apply-to-all-resources.ts";
import { rulesAreDeployed } from "./sampling/rules-are-deployed.ts";
import { rulesAreFewEnough } from "./sampling/rules-are-few-enough.ts";
import { rulesEqualThePlan } from "./sampling/rules-equal-the-plan.ts";
import { rulesFitTheOrigin } from "./sampling/rules-fit-the-origin.ts";
import { rulesNameTheService } from "./sampling/rules-name-the-service.ts";
import { sampledAsPlanned } from "./sampling/sampled-as-planned.ts";
import { samplerGetsRules } from "./sampling/sampler-gets-rules.ts";
import { samplersReport } from "./sampling/samplers-report.ts";
import { samplingRulesAreUnderstood } from "./sampling/sampling-rules-are-understood.ts";
import { statisticsAreAccepted } from "./sampling/statistics-are-accepted.ts";
import { statisticsFitTheRates } from "./sampling/statistics-fit-the-rates.ts";
import { agentIsNotThrottled } from "./store/agent-is-not-throttled.ts";
import { ownTraceComesBack } from "./store/own-trace-comes-back.ts";
import { ownTraceIsWhole } from "./store/own-trace-is-whole.ts";
import { segmentsAreAccepted } from "./store/segments-are-accepted.ts";
import { segmentsHaveAnOrigin } from "./store/segments-have-an-origin.ts";
import { tracesAreRecent } from "./store/traces-are-recent.ts";
import { tracesArrive } from "./store/traces-arrive.ts";

/** Every check, in the order of the chain; within a link, causes come before what they cause. */
export const CHECKS: readonly Check[] = [
  // account
  accountIsTheAgents,
  regionIsTheAgents,
  destinationIsSettled,
  spansMayBeWritten,
  spanLogExists,
  indexingFeedsGroups,
  encryptionKeyWorks,
  encryptionIsSettled,
  // identity
  agentAccountExists,
  agentHasItsOwnAccount,
  roleIsBound,
  podIdentityNamesTheAccount,
  oneIdentityOnly,
  roleExists,
  oidcProviderExists,
  trustNamesTheIssuer,
  trustNamesTheServiceAccount,
  trustNamesTheAudience,
  trustAllowsPodIdentity,
  trustIsNarrow,
  podIdentityAgentRuns,
  daemonKnowsPodIdentity,
  podIdentityIsNotOnFargate,
  podsHaveTheIdentity,
  proxySparesCredentials,
  noStaticKeys,
  taskHasARole,
  fiveActionsAllowed,
  organizationAllows,
  boundaryAllows,
  agentMayDoNoMore,
  agentClockIsRight,
  webIdentityIsAccepted,
  agentHasCredentials,
  agentUsesItsOwnRole,
  agentIsNotDenied,
  agentGetsItsRole,
  strangersAreRefused,
  // agent
  namespaceExists,
  agentIsInstalled,
  fargateHasASidecar,
  agentStaysOffFargate,
  oneAgentPerNode,
  taskHasAnAgent,
  taskRuns,
  sidecarIsNotEssential,
  appStartsAfterSidecar,
  agentConfigIsRead,
  agentKnowsItsRegion,
  agentPortIsFree,
  agentHasBufferMemory,
  agentIsReady,
  agentWhereTheApiRuns,
  agentListensForOthers,
  collectorExportsToXray,
  collectorServesSampling,
  collectorHeedsRoleArn,
  agentDoesNotRestart,
  agentBufferHolds,
  collectorQueueHolds,
  collectorExports,
  // network
  serviceExists,
  serviceCarriesUdpAndTcp,
  serviceHasEndpoints,
  trafficStaysOnTheNode,
  serviceIsNotHeadless,
  taskTakesUdp,
  policiesLetApiReachAgent,
  policiesLetAgentReachAws,
  vpcLeadsToXray,
  endpointsTakeHttps,
  endpointsHavePrivateDns,
  endpointPolicyAllowsSampling,
  meshSparesTheAgent,
  meshLeavesSignaturesAlone,
  agentNameResolves,
  apiReachesUdp,
  apiReachesTcp,
  stsIsRegional,
  agentReachesXray,
  agentSignsForItsRegion,
  agentHearsOnlySegments,
  // app
  apiIsRunning,
  serviceHasAName,
  addressIsWellFormed,
  addressIsTheAgents,
  otlpEndpointHasAScheme,
  tracingIsNotDisabled,
  contextMissingNeverThrows,
  appIsInstrumented,
  samplerIsKnown,
  appImportsTracingFirst,
  oneSdkOnly,
  oneApiCopy,
  spansAreRecorded,
  settingsOfTracingAreRight,
  appFindsItsAgent,
  segmentsFitADatagram,
  appDropsNoSegments,
  contextIsKept,
  xraySdkFitsNode,
  // propagation
  propagatorsKnowXray,
  trustIsWellFormed,
  trustIsNotEverybody,
  callersDoNotDecideAll,
  // sampling
  rulesAreDeployed,
  rulesEqualThePlan,
  rulesApplyToAllResources,
  noForeignRuleComesFirst,
  rulesAreFewEnough,
  rulesNameTheService,
  rulesFitTheOrigin,
  agentAnswersSamplingCalls,
  samplerGetsRules,
  samplingRulesAreUnderstood,
  statisticsAreAccepted,
  fallbackPlanIsRead,
  samplersReport,
  statisticsFitTheRates,
  healthChecksCostLittle,
  sampledAsPlanned,
  // store
  agentIsNotThrottled,
  segmentsAreAccepted,
  tracesArrive,
  tracesAreRecent,
  segmentsHaveAnOrigin,
  ownTraceComesBack,
  ownTraceIsWhole,
  // alarms
  groupsExist,
  alarmsExist,
  alarmMetricsExist,
  alarmsHaveActions,
  groupsCountTraces,
  alarmsHaveData,
];
