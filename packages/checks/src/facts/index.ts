import type { Fact } from "../fact.ts";
import { agentAccount } from "./agent-account.ts";
import { agentAssociation } from "./agent-association.ts";
import { agentConfig } from "./agent-config.ts";
import { agentLog, apiLog } from "./agent-log.ts";
import { agentRights } from "./agent-rights.ts";
import { agentRole } from "./agent-role.ts";
import { agentService } from "./agent-service.ts";
import { alarms } from "./alarms.ts";
import { apiEnvironment } from "./api-environment.ts";
import { boundRole } from "./bound-role.ts";
import { caller } from "./caller.ts";
import { agentDaemonSet, agentSetExists } from "./daemon-set.ts";
import { ecsTask } from "./ecs-task.ts";
import { eksCluster } from "./eks-cluster.ts";
import { encryption } from "./encryption.ts";
import { encryptionKey } from "./encryption-key.ts";
import { groupCounts } from "./group-counts.ts";
import { groups } from "./groups.ts";
import { indexing } from "./indexing.ts";
import { logPolicies } from "./log-policies.ts";
import { namespace } from "./namespace.ts";
import { networkPolicies } from "./network-policies.ts";
import { nodes } from "./nodes.ts";
import { oidcProviders } from "./oidc-providers.ts";
import { ownTrace } from "./own-trace.ts";
import { podIdentity } from "./pod-identity.ts";
import { podIdentityAddon } from "./pod-identity-addon.ts";
import { probe } from "./probe.ts";
import { recentSegments } from "./recent-segments.ts";
import { recentTraces } from "./recent-traces.ts";
import { samplingRules } from "./sampling-rules.ts";
import { samplingStatistics } from "./sampling-statistics.ts";
import { spanLog } from "./span-log.ts";
import { tokenAnswers } from "./token-answers.ts";
import { traceDestination } from "./trace-destination.ts";
import { traffic } from "./traffic.ts";
import { vpcEndpoints } from "./vpc-endpoints.ts";
import { workload } from "./workload.ts";

/** Every fact. */
export const FACTS: readonly Fact[] = [
  caller,
  traceDestination,
  indexing,
  encryption,
  encryptionKey,
  logPolicies,
  spanLog,
  samplingRules,
  samplingStatistics,
  groups,
  groupCounts,
  alarms,
  recentTraces,
  recentSegments,
  oidcProviders,
  boundRole,
  agentRole,
  agentRights,
  eksCluster,
  podIdentity,
  podIdentityAddon,
  vpcEndpoints,
  ecsTask,
  namespace,
  nodes,
  workload,
  agentDaemonSet,
  agentSetExists,
  agentService,
  agentAccount,
  agentAssociation,
  agentConfig,
  apiEnvironment,
  networkPolicies,
  agentLog,
  apiLog,
  probe,
  traffic,
  ownTrace,
  tokenAnswers,
];
