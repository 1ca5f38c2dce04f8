import type { Policy } from "../kit/policy.ts";
import { accountSwitchNeedsOptIn } from "./account/account-switch-needs-opt-in.ts";
import { noCredentialsInOutputs } from "./account/no-credentials-in-outputs.ts";
import { noStaticCredentials } from "./account/no-static-credentials.ts";
import { requiredTags } from "./account/required-tags.ts";
import { alarmGroupExists } from "./alarms/alarm-group-exists.ts";
import { alarmHasAction } from "./alarms/alarm-has-action.ts";
import { alarmMetricExists } from "./alarms/alarm-metric-exists.ts";
import { alarmMissingDataChosen } from "./alarms/alarm-missing-data-chosen.ts";
import { clusterControlPlaneLogs } from "./cluster/cluster-control-plane-logs.ts";
import { clusterEndpointNotOpen } from "./cluster/cluster-endpoint-not-open.ts";
import { clusterSecretsEncrypted } from "./cluster/cluster-secrets-encrypted.ts";
import { clusterVersionSupported } from "./cluster/cluster-version-supported.ts";
import { nodeImdsHopLimit } from "./cluster/node-imds-hop-limit.ts";
import { privateClusterHasXRayEndpoint } from "./cluster/private-cluster-has-xray-endpoint.ts";
import { ecsAgentOnLoopback } from "./ecs/ecs-agent-on-loopback.ts";
import { ecsAgentRestarts } from "./ecs/ecs-agent-restarts.ts";
import { ecsAgentStartedFirst } from "./ecs/ecs-agent-started-first.ts";
import { ecsImagePinned } from "./ecs/ecs-image-pinned.ts";
import { ecsNoPublicAddress } from "./ecs/ecs-no-public-address.ts";
import { ecsNonRoot } from "./ecs/ecs-non-root.ts";
import { ecsReadOnlyRoot } from "./ecs/ecs-read-only-root.ts";
import { ecsLogsSet } from "./ecs/ecs-logs-set.ts";
import { ecsSidecarNotEssential } from "./ecs/ecs-sidecar-not-essential.ts";
import { ecsTaskRoleApart } from "./ecs/ecs-task-role-apart.ts";
import { xrayGroupCount } from "./groups/xray-group-count.ts";
import { xrayGroupExpression } from "./groups/xray-group-expression.ts";
import { xrayGroupName } from "./groups/xray-group-name.ts";
import { trustPinsSubject } from "./iam/trust-pins-subject.ts";
import { xrayWriteActions } from "./iam/xray-write-actions.ts";
import { xrayWriteNotOnNodeRole } from "./iam/xray-write-not-on-node-role.ts";
import { xrayWriterChangesNothing } from "./iam/xray-writer-changes-nothing.ts";
import { logRetentionSet } from "./logs/log-retention-set.ts";
import { monthlyForecastWithinBudget } from "./sampling/monthly-forecast-within-budget.ts";
import { samplingNoShadowedRule } from "./sampling/sampling-no-shadowed-rule.ts";
import { samplingRateCeiling } from "./sampling/sampling-rate-ceiling.ts";
import { samplingReservedName } from "./sampling/sampling-reserved-name.ts";
import { samplingRuleCount } from "./sampling/sampling-rule-count.ts";

/** Policies on cloud resources, by topic. */
export const CLOUD_POLICIES: readonly Policy[] = [
  xrayWriteActions,
  xrayWriterChangesNothing,
  xrayWriteNotOnNodeRole,
  trustPinsSubject,
  noStaticCredentials,
  noCredentialsInOutputs,
  samplingNoShadowedRule,
  samplingRateCeiling,
  samplingRuleCount,
  samplingReservedName,
  monthlyForecastWithinBudget,
  alarmMetricExists,
  alarmGroupExists,
  alarmHasAction,
  alarmMissingDataChosen,
  xrayGroupName,
  xrayGroupCount,
  xrayGroupExpression,
  logRetentionSet,
  clusterEndpointNotOpen,
  clusterControlPlaneLogs,
  clusterSecretsEncrypted,
  clusterVersionSupported,
  nodeImdsHopLimit,
  privateClusterHasXRayEndpoint,
  ecsTaskRoleApart,
  ecsSidecarNotEssential,
  ecsLogsSet,
  ecsImagePinned,
  ecsAgentStartedFirst,
  ecsAgentRestarts,
  ecsAgentOnLoopback,
  ecsNonRoot,
  ecsReadOnlyRoot,
  ecsNoPublicAddress,
  requiredTags,
  accountSwitchNeedsOptIn,
];
