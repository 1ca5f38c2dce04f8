/**
 * Measures the pack's speed against its goals and prints it; `npm run bench`. Exits 1 if a goal is missed. Times are
 * this process's CPU time, so that other load on the machine matters less.
 */
import * as sdk from "@pulumi/policy";
import { evaluatePolicies } from "./kit/evaluate.ts";
import { manifestResource, type Resource } from "./kit/resource.ts";
import { POLICIES } from "./policies.ts";

const TODAY = "2026-11-22";
const APPS = 82;

/** The resources of each of many teams in a big stack: 12 or 13, cloud and Kubernetes. */
function app(index: number): Resource[] {
  const name = `app-${index}`;
  const tags = { stage: "prod" };
  const cloud = (type: string, suffix: string, props: Readonly<Record<string, unknown>>): Resource => ({
    type,
    name: `${name}-${suffix}`,
    urn: `urn:pulumi:prod::big::${type}::${name}-${suffix}`,
    props: { ...props, tags },
  });
  const object = (apiVersion: string, kind: string, rest: Readonly<Record<string, unknown>>): Resource =>
    manifestResource({ apiVersion, kind, metadata: { name, namespace: name, labels: { app: name } }, ...rest });
  const statement = { Effect: "Allow", Action: ["xray:PutTraceSegments"], Resource: "*" };
  const trust = {
    Effect: "Allow",
    Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/issuer" },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: { "issuer:aud": "sts.amazonaws.com", "issuer:sub": `system:serviceaccount:${name}:${name}` },
    },
  };
  const container = {
    name: "api",
    image: `123456789012.dkr.ecr.us-east-1.amazonaws.com/${name}:1.0.0`,
    env: Array.from({ length: 20 }, (_, variable) => ({ name: `SETTING_${variable}`, value: `value ${variable}` })),
    resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "1", memory: "256Mi" } },
    livenessProbe: { httpGet: { path: "/", port: 3000 } },
    readinessProbe: { httpGet: { path: "/", port: 3000 } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    },
  };
  const selector = { matchLabels: { app: name } };
  const template = {
    metadata: { labels: { app: name } },
    spec: {
      serviceAccountName: name,
      automountServiceAccountToken: false,
      containers: [container, { ...container, name: "b" }],
    },
  };
  return [
    cloud("aws:iam/policy:Policy", "policy", { policy: JSON.stringify({ Statement: [statement] }) }),
    cloud("aws:iam/role:Role", "role", { assumeRolePolicy: JSON.stringify({ Statement: [trust] }) }),
    cloud("aws:xray/group:Group", "group", { groupName: name, filterExpression: `service("${name}") { fault }` }),
    cloud("aws:cloudwatch/logGroup:LogGroup", "logs", { retentionInDays: 30 }),
    cloud("aws:cloudwatch/metricAlarm:MetricAlarm", "alarm", {
      namespace: "AWS/X-Ray",
      metricName: "ApproximateTraceCount",
      dimensions: { GroupName: name },
      treatMissingData: "notBreaching",
      alarmActions: ["arn:aws:sns:us-east-1:123456789012:alarms"],
    }),
    ...(index < 24 ? [samplingRule(name, index, cloud)] : []),
    object("v1", "ServiceAccount", {}),
    object("v1", "ConfigMap", { data: { "settings.json": JSON.stringify({ name, index }) } }),
    object("v1", "Service", { spec: { selector: { app: name }, ports: [{ port: 3000 }] } }),
    object("apps/v1", "Deployment", { spec: { replicas: 3, selector, template } }),
    object("policy/v1", "PodDisruptionBudget", { spec: { minAvailable: 1, selector } }),
    object("networking.k8s.io/v1", "NetworkPolicy", { spec: { podSelector: selector, policyTypes: ["Ingress"] } }),
    object("autoscaling/v2", "HorizontalPodAutoscaler", { spec: { minReplicas: 3, maxReplicas: 9 } }),
  ];
}

function samplingRule(
  name: string,
  index: number,
  cloud: (type: string, suffix: string, props: Readonly<Record<string, unknown>>) => Resource,
): Resource {
  return cloud("aws:xray/samplingRule:SamplingRule", "rule", {
    ruleName: name,
    priority: index + 1,
    fixedRate: 0.1,
    reservoirSize: 1,
    urlPath: `/api/${name}*`,
    httpMethod: "*",
    host: "*",
    serviceName: name,
    serviceType: "*",
    resourceArn: "*",
    version: 1,
  });
}

function cpuSeconds(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

// Exported by the SDK, but missing in its types.
const proxy: unknown = Reflect.get({ ...sdk }, "unknownCheckingProxy");
if (typeof proxy !== "function") throw new Error("@pulumi/policy has no unknownCheckingProxy");
const inPreview = (props: Resource["props"]): Resource["props"] =>
  Object(Reflect.apply(proxy, undefined, [props])) as Resource["props"];

const resources = Array.from({ length: APPS }, (_, index) => app(index))
  .flat()
  .slice(0, 1000)
  // As under the engine: each value that is read is looked at first.
  .map((resource) => ({ ...resource, props: inPreview(resource.props) }));
let violations = 0;
// The first, cold run: the one that matters in a pipeline.
const seconds = cpuSeconds(() => {
  for (const result of evaluatePolicies(POLICIES, resources, { today: TODAY })) violations += result.violations.length;
});

const GOAL = 2;
const lines = [
  `policy: ${POLICIES.length} policies over ${resources.length} resources: ${seconds.toFixed(2)} s (goal: below ${GOAL} s)`,
  `policy: ${violations} violations found in them`,
];
process.stdout.write(`${lines.join("\n")}\n`);
if (resources.length < 1000 || seconds >= GOAL) process.exitCode = 1;
