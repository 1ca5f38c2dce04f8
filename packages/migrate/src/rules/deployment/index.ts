import type { DataRule, DeploymentRule } from "../../rule.ts";
import { agentHostPort } from "./agent-host-port.ts";
import { agentPorts } from "./agent-ports.ts";
import { agentService } from "./agent-service.ts";
import { alarmCommand } from "./alarm-command.ts";
import { alarmMetric } from "./alarm-metric.ts";
import { contextMissingVariable } from "./context-missing-variable.ts";
import { daemonConfig } from "./daemon-config.ts";
import { daemonConfigNotRead } from "./daemon-config-not-read.ts";
import { daemonImage } from "./daemon-image.ts";
import { daemonServiceAccount } from "./daemon-service-account.ts";
import { daemonSettings } from "./daemon-settings.ts";
import { dashboardMetric } from "./dashboard-metric.ts";
import { ecsAgentAddress } from "./ecs-agent-address.ts";
import { ecsSidecarEssential } from "./ecs-sidecar-essential.ts";
import { ecsTaskDefinition } from "./ecs-task-definition.ts";
import { helmChartReference } from "./helm-chart-reference.ts";
import { helmValues } from "./helm-values.ts";
import { iamSamplingActions } from "./iam-sampling-actions.ts";
import { iamTrustSubject } from "./iam-trust-subject.ts";
import { iamXrayFullAccess } from "./iam-xray-full-access.ts";
import { iamXrayResource } from "./iam-xray-resource.ts";
import { logLevelVariable } from "./log-level-variable.ts";
import { otelExporterVariable } from "./otel-exporter-variable.ts";
import { otelSamplerVariable } from "./otel-sampler-variable.ts";
import { infrastructureCode } from "./infrastructure-code.ts";
import { placeholderAccount } from "./placeholder-account.ts";
import { samplingRuleFields } from "./sampling-rule-fields.ts";
import { samplingRuleOrder } from "./sampling-rule-order.ts";
import { samplingRulesPlan } from "./sampling-rules-plan.ts";
import { sdkSamplingRules } from "./sdk-sampling-rules.ts";
import { sdkVariable } from "./sdk-variable.ts";
import { startCommand } from "./start-command.ts";
import { tracingNameVariable } from "./tracing-name-variable.ts";

/** Rules over deployment files, in the order in which their edits are made. A new one is a file here and a line below. */
export const DEPLOYMENT_RULES: readonly (DataRule | DeploymentRule)[] = [
  alarmCommand,
  contextMissingVariable,
  logLevelVariable,
  otelExporterVariable,
  otelSamplerVariable,
  sdkVariable,
  startCommand,
  tracingNameVariable,
  agentHostPort,
  agentPorts,
  agentService,
  alarmMetric,
  daemonConfig,
  daemonConfigNotRead,
  daemonImage,
  daemonServiceAccount,
  daemonSettings,
  dashboardMetric,
  ecsAgentAddress,
  ecsSidecarEssential,
  ecsTaskDefinition,
  helmChartReference,
  helmValues,
  iamSamplingActions,
  iamTrustSubject,
  iamXrayFullAccess,
  iamXrayResource,
  infrastructureCode,
  placeholderAccount,
  samplingRuleFields,
  samplingRuleOrder,
  samplingRulesPlan,
  sdkSamplingRules,
];
