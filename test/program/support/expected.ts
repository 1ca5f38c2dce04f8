import type { StackName } from "./stackConfig.ts";

/** What each stack is expected to have of its own; the rest is the same for all. Written by hand, from the stack files. */
export const OWN = {
  dev: {
    rate: 1,
    replicas: 1,
    faultRate: 20,
    errorRate: 50,
    slow: 20,
    evaluationPeriods: 3,
    period: 300,
    noTracesMinutes: 0,
  },
  staging: {
    rate: 0.5,
    replicas: 2,
    faultRate: 10,
    errorRate: 50,
    slow: 20,
    evaluationPeriods: 2,
    period: 300,
    noTracesMinutes: 0,
  },
  prod: {
    rate: 0.1,
    replicas: 3,
    faultRate: 5,
    errorRate: 25,
    slow: 10,
    evaluationPeriods: 2,
    period: 300,
    noTracesMinutes: 30,
  },
  local: {
    rate: 0.1,
    replicas: 1,
    faultRate: 5,
    errorRate: 25,
    slow: 10,
    evaluationPeriods: 1,
    period: 60,
    noTracesMinutes: 15,
  },
} as const;

const ISSUER = {
  dev: "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
  staging: "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
  prod: "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
  local: "kubernetes.default.svc",
} as const;

const ACCOUNT = "123456789012";
const PROVIDER_ARN = (stack: StackName) => `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER[stack]}`;
const TOPIC_ARN = `arn:aws:sns:us-east-1:${ACCOUNT}:pmp-tracing-alarms`;
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/pmp-xray-daemon`;
const POLICY_ARN = `arn:aws:iam::${ACCOUNT}:policy/PMPXRayAccess`;

/** Name, priority, path, rate and reservoir of each rule, in the order in which X-Ray looks at them. */
export const rules = (stack: StackName) =>
  [
    ["pmp-api-stripe", 1000, "/api/stripe*", 1, 1],
    ["pmp-api-subscriptions", 1100, "/api/subscriptions*", 1, 1],
    ["pmp-api-auth", 1200, "/api/auth*", 1, 1],
    ["pmp-api-health", 1300, "/api/health*", 0.01, 0],
    ...(stack === "local" ? [["pmp-api-fail", 1400, "/api/fail*", 1, 0] as const] : []),
    ["pmp-api-default-traffic", 9000, "*", OWN[stack].rate, 0],
  ] as const;

/** Name and filter of each group: by purpose, then one per path that is sampled at 100 %. */
const GROUPS = {
  all: ["pmp-api-all", 'service("pmp-api")'],
  faults: ["pmp-api-faults", 'service("pmp-api") { fault }'],
  errors: ["pmp-api-errors", 'service("pmp-api") { error }'],
  slow: ["pmp-api-slow", 'service("pmp-api") { responsetime > 2 }'],
  "pmp-api-stripe": ["pmp-api-stripe", 'service("pmp-api") AND http.url CONTAINS "/api/stripe"'],
  "pmp-api-subscriptions": ["pmp-api-subscriptions", 'service("pmp-api") AND http.url CONTAINS "/api/subscriptions"'],
  "pmp-api-auth": ["pmp-api-auth", 'service("pmp-api") AND http.url CONTAINS "/api/auth"'],
} as const;

/** The local stack's own rule is at 100 % too. */
const groupsOf = (stack: StackName) =>
  stack === "local"
    ? { ...GROUPS, "pmp-api-fail": ["pmp-api-fail", 'service("pmp-api") AND http.url CONTAINS "/api/fail"'] as const }
    : GROUPS;

/** What the links of alarms and dashboard end in: the group's filter, as a browser writes it. */
const LINKS = {
  all: "service(%22pmp-api%22)",
  faults: "service(%22pmp-api%22)%20%7B%20fault%20%7D",
  errors: "service(%22pmp-api%22)%20%7B%20error%20%7D",
  slow: "service(%22pmp-api%22)%20%7B%20responsetime%20%3E%202%20%7D",
} as const;

export const tracesLink = (purpose: keyof typeof LINKS) =>
  `https://console.aws.amazon.com/xray/home?region=us-east-1#/traces?filter=${LINKS[purpose]}`;

/** Every resource that isn't a component, as `type name` to inputs. JSON documents are given as objects. */
export function expectedResources(stack: StackName): Record<string, unknown> {
  const tags = { "pulumi:project": "pmp-xray", "pulumi:stack": stack, stage: stack };
  return {
    "aws:iam/policy:Policy xray-write-policy": {
      name: "PMPXRayAccess",
      description: "Send traces to AWS X-Ray and read its sampling rules.",
      policy: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "SendTracesAndReadSampling",
            Effect: "Allow",
            Action: [
              "xray:PutTraceSegments",
              "xray:PutTelemetryRecords",
              "xray:GetSamplingRules",
              "xray:GetSamplingTargets",
              "xray:GetSamplingStatisticSummaries",
            ],
            Resource: "*",
          },
        ],
      },
      tags,
    },
    "aws:iam/policy:Policy xray-read-policy": {
      name: "PMPXRayRead",
      description: "Look at traces, sampling rules, alarms and the dashboard; change nothing.",
      policy: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "ReadTraces",
            Effect: "Allow",
            Action: [
              "xray:BatchGetTraces",
              "xray:GetEncryptionConfig",
              "xray:GetGroup",
              "xray:GetGroups",
              "xray:GetInsight",
              "xray:GetInsightEvents",
              "xray:GetInsightImpactGraph",
              "xray:GetInsightSummaries",
              "xray:GetSamplingRules",
              "xray:GetSamplingStatisticSummaries",
              "xray:GetServiceGraph",
              "xray:GetTimeSeriesServiceStatistics",
              "xray:GetTraceGraph",
              "xray:GetTraceSummaries",
              "xray:ListTagsForResource",
            ],
            Resource: "*",
          },
          {
            Sid: "ReadAlarmsAndDashboard",
            Effect: "Allow",
            Action: [
              "cloudwatch:DescribeAlarmHistory",
              "cloudwatch:DescribeAlarms",
              "cloudwatch:GetDashboard",
              "cloudwatch:GetMetricData",
              "cloudwatch:ListMetrics",
            ],
            Resource: "*",
          },
          {
            Sid: "AskWhatTheAgentMayDo",
            Effect: "Allow",
            Action: ["iam:GetRole", "iam:ListAttachedRolePolicies", "iam:SimulatePrincipalPolicy"],
            Resource: ROLE_ARN,
          },
        ],
      },
      tags,
    },
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider oidc-provider": {
      url: `https://${ISSUER[stack]}`,
      clientIdLists: ["sts.amazonaws.com"],
      tags,
    },
    "aws:iam/role:Role xray-daemon-role": {
      name: "pmp-xray-daemon",
      description: "For service account pmp/xray-daemon only.",
      assumeRolePolicy: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "OneServiceAccount",
            Effect: "Allow",
            Principal: { Federated: PROVIDER_ARN(stack) },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
              StringEquals: {
                [`${ISSUER[stack]}:aud`]: "sts.amazonaws.com",
                [`${ISSUER[stack]}:sub`]: "system:serviceaccount:pmp:xray-daemon",
              },
            },
          },
        ],
      },
      tags,
    },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment xray-daemon-write": {
      role: "pmp-xray-daemon",
      policyArn: POLICY_ARN,
    },
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
    "pulumi:providers:kubernetes cluster-kubernetes":
      stack === "local" ? { context: "pmp-local" } : { kubeconfig: eks },
    "kubernetes:core/v1:Namespace pmp-namespace": {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name: "pmp",
        labels: {
          "pod-security.kubernetes.io/enforce": "restricted",
          "pod-security.kubernetes.io/enforce-version": "latest",
          "pod-security.kubernetes.io/warn": "restricted",
          "pod-security.kubernetes.io/audit": "restricted",
        },
      },
    },
    "kubernetes:helm.sh/v4:Chart pmp": { namespace: "pmp", chart: "charts/pmp-xray", values: chartValues(stack) },
  };
}

function shareAlarms(stack: StackName, tags: unknown) {
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

function noTracesAlarm(stack: StackName, tags: unknown) {
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

const eks = {
  apiVersion: "v1",
  kind: "Config",
  "current-context": "pmp-cluster",
  clusters: [
    {
      name: "pmp-cluster",
      cluster: {
        server: "https://0123456789ABCDEF.gr7.us-east-1.eks.amazonaws.com",
        "certificate-authority-data": "Q0E=",
      },
    },
  ],
  contexts: [{ name: "pmp-cluster", context: { cluster: "pmp-cluster", user: "pmp-cluster" } }],
  users: [
    {
      name: "pmp-cluster",
      user: {
        exec: {
          apiVersion: "client.authentication.k8s.io/v1beta1",
          command: "aws",
          args: ["eks", "get-token", "--output", "json", "--region", "us-east-1", "--cluster-name", "pmp-cluster"],
          interactiveMode: "Never",
        },
      },
    },
  ],
};

function chartValues(stack: StackName) {
  const local = stack === "local";
  const emulator = "http://10.244.0.1:4566";
  const rule = (name: string, priority: number, path: string, rate: number, reservoir: number, service: string) => ({
    RuleName: name,
    ResourceARN: "*",
    Priority: priority,
    FixedRate: rate,
    ReservoirSize: reservoir,
    ServiceName: service,
    ServiceType: "*",
    Host: "*",
    HTTPMethod: "*",
    URLPath: path,
    Version: 1,
  });
  return {
    region: "us-east-1",
    stage: stack,
    api: {
      image: local
        ? { repository: "pmp-api", tag: "local" }
        : { repository: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/pmp-api`, tag: "1.0.0" },
      replicas: OWN[stack].replicas,
      serviceName: "pmp-api",
    },
    agent: {
      kind: local ? "otelCollector" : "xrayDaemon",
      ...(local && { images: { otelCollector: { repository: "pmp-collector", tag: "0.130.0" } } }),
      endpoint: local ? emulator : "",
      stsEndpoint: local ? emulator : "",
      identity: { roleArn: ROLE_ARN, projectToken: local },
      assumeRoleArn: "",
    },
    sampling: {
      rules: [
        ...rules(stack).map(([name, priority, path, rate, reservoir]) =>
          rule(name, priority, path, rate, reservoir, "pmp-api"),
        ),
        rule("Default", 10000, "*", 0.05, 1, "*"),
      ],
    },
  };
}

/** What the program returns. */
export function expectedOutputs(stack: StackName): Record<string, unknown> {
  const noTraces = OWN[stack].noTracesMinutes === 0 ? [] : ["pmp-api-no-traces"];
  return {
    kubeconfigCommand:
      stack === "local"
        ? "kubectl config use-context pmp-local"
        : "aws eks update-kubeconfig --region us-east-1 --name pmp-cluster",
    kubernetesNamespace: "pmp",
    agentRoleArn: ROLE_ARN,
    writePolicyArn: POLICY_ARN,
    readPolicyArn: `arn:aws:iam::${ACCOUNT}:policy/PMPXRayRead`,
    samplingRuleNames: rules(stack).map(([name]) => name),
    groupNames: Object.values(groupsOf(stack)).map(([name]) => name),
    alarmNames: ["pmp-api-page", "pmp-api-fault-rate", "pmp-api-error-rate", "pmp-api-slow-share", ...noTraces],
    alarmTopicArn: TOPIC_ARN,
    dashboardName: "pmp-tracing",
    consoleLinks: {
      traceMap: "https://console.aws.amazon.com/xray/home?region=us-east-1#/service-map",
      dashboard: "https://console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/pmp-tracing",
      "pmp-api-all": tracesLink("all"),
      "pmp-api-faults": tracesLink("faults"),
      "pmp-api-errors": tracesLink("errors"),
      "pmp-api-slow": tracesLink("slow"),
      "pmp-api-stripe": pathLink("stripe"),
      "pmp-api-subscriptions": pathLink("subscriptions"),
      "pmp-api-auth": pathLink("auth"),
      ...(stack === "local" && { "pmp-api-fail": pathLink("fail") }),
    },
    verify: [
      "kubectl -n pmp rollout status daemonset/xray-daemon --timeout=2m",
      "kubectl -n pmp logs daemonset/xray-daemon --tail=20",
      `aws iam simulate-principal-policy --policy-source-arn ${ROLE_ARN} --action-names xray:PutTraceSegments ` +
        "xray:PutTelemetryRecords xray:GetSamplingRules xray:GetSamplingTargets xray:GetSamplingStatisticSummaries " +
        "--query 'EvaluationResults[].[EvalActionName,EvalDecision]' --output table",
      "aws xray get-sampling-rules --region us-east-1 --output table --query " +
        "'sort_by(SamplingRuleRecords[].SamplingRule,&Priority)[].[Priority,RuleName,URLPath,ReservoirSize,FixedRate]'",
      "aws xray get-trace-summaries --region us-east-1 --start-time $(($(date +%s) - 600)) " +
        `--end-time $(date +%s) --filter-expression 'service("pmp-api")' --query 'length(TraceSummaries)'`,
    ].join("\n"),
    forecast: {
      monthlyUsd: null,
      lines: ["No traffic is stated: set pmp-xray:sampling.traffic to get a forecast."],
    },
  };
}

function pathLink(path: string): string {
  const filter = `service(%22pmp-api%22)%20AND%20http.url%20CONTAINS%20%22%2Fapi%2F${path}%22`;
  return `https://console.aws.amazon.com/xray/home?region=us-east-1#/traces?filter=${filter}`;
}
