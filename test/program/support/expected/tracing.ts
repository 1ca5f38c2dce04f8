import type { EksStackName } from "../../../../offline/stack-config.ts";
import { groupsOf, OWN, rules, TOPIC_ARN, tracesLink } from "./stacks.ts";

/** Sampling rules, groups, topic and alarms. */
export function expectedTracing(stack: EksStackName, tags: object): Record<string, unknown> {
  return {
    ...Object.fromEntries(
      rules(stack).map(([ruleName, priority, urlPath, fixedRate, reservoirSize]) => [
        `aws:xray/samplingRule:SamplingRule sampling-${ruleName}`,
        {
          ruleName,
          priority,
          urlPath,
          fixedRate,
          reservoirSize,
          serviceName: "pmp-api",
          serviceType: "*",
          host: "*",
          httpMethod: "*",
          resourceArn: "*",
          version: 1,
          tags,
        },
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(groupsOf(stack)).map(([child, [groupName, filterExpression]]) => [
        `aws:xray/group:Group groups-${child}`,
        {
          groupName,
          filterExpression,
          insightsConfiguration: { insightsEnabled: false, notificationsEnabled: false },
          tags,
        },
      ]),
    ),
    "aws:sns/topic:Topic alarms-topic": { name: "pmp-tracing-alarms", tags },
    ...shareAlarms(stack, tags),
    ...noTracesAlarm(stack, tags),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm alarms-page": {
      alarmName: "pmp-api-page",
      alarmDescription: `pmp-api fails, or is out of sight. Traces: ${tracesLink("faults")}`,
      alarmRule:
        OWN[stack].noTracesMinutes === 0
          ? 'ALARM("pmp-api-fault-rate")'
          : 'ALARM("pmp-api-fault-rate") OR ALARM("pmp-api-no-traces")',
      alarmActions: [TOPIC_ARN],
      okActions: [TOPIC_ARN],
      tags,
    },
  };
}

function shareAlarms(stack: EksStackName, tags: unknown) {
  const { faultRate, errorRate, slow, evaluationPeriods, period } = OWN[stack];
  const count = (id: string, group: string) => ({
    id,
    metric: {
      namespace: "AWS/X-Ray",
      metricName: "ApproximateTraceCount",
      dimensions: { GroupName: group },
      stat: "Sum",
      period,
    },
    returnData: false,
  });
  const alarm = (suffix: string, purpose: "faults" | "errors" | "slow", percent: number, what: string) => ({
    [`aws:cloudwatch/metricAlarm:MetricAlarm alarms-${suffix}`]: {
      name: `pmp-api-${suffix}`,
      alarmDescription:
        `More than ${percent} % of the recorded traces of pmp-api ${what}, ` +
        `in ${evaluationPeriods} periods of ${period} s in a row with 20 traces or more. ` +
        `Traces: ${tracesLink(purpose)}`,
      metricQueries: [
        count("all", "pmp-api-all"),
        count("part", `pmp-api-${purpose}`),
        {
          id: "rate",
          expression: "IF(FILL(all, 0) >= 20, 100 * FILL(part, 0) / FILL(all, 1), 0)",
          label: `${suffix} (%)`,
          returnData: true,
        },
      ],
      comparisonOperator: "GreaterThanThreshold",
      threshold: percent,
      evaluationPeriods,
      treatMissingData: "notBreaching",
      alarmActions: [TOPIC_ARN],
      okActions: [TOPIC_ARN],
      tags,
    },
  });
  return {
    ...alarm("fault-rate", "faults", faultRate, "have a fault (5xx)"),
    ...alarm("error-rate", "errors", errorRate, "have an error (4xx)"),
    ...alarm("slow-share", "slow", slow, "are slow"),
  };
}

function noTracesAlarm(stack: EksStackName, tags: unknown) {
  const { noTracesMinutes } = OWN[stack];
  if (noTracesMinutes === 0) return {};
  return {
    "aws:cloudwatch/metricAlarm:MetricAlarm alarms-no-traces": {
      name: "pmp-api-no-traces",
      alarmDescription:
        `Not one trace of pmp-api was recorded for ${noTracesMinutes} minutes: ` +
        `the API gets no requests, or its traces don't reach X-Ray. Traces: ${tracesLink("all")}`,
      namespace: "AWS/X-Ray",
      metricName: "ApproximateTraceCount",
      dimensions: { GroupName: "pmp-api-all" },
      statistic: "Sum",
      period: 300,
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      evaluationPeriods: noTracesMinutes / 5,
      treatMissingData: "breaching",
      alarmActions: [TOPIC_ARN],
      okActions: [TOPIC_ARN],
      tags,
    },
  };
}
