import { AGENT_ACTIONS } from "@pmp/model/aws";
import { FORBIDDEN_ACTION } from "../../../../packages/checks/src/facts/agent-rights.ts";
import type { Container, Pod } from "../../../../packages/checks/src/facts/parts/pod.ts";
import { signaturesOf } from "../../../../packages/checks/src/signatures.ts";
import type { Target } from "../../../../packages/checks/src/target.ts";
import {
  AGENT_CONTAINER,
  ALARM,
  ECS,
  EKS,
  EKS_COLLECTOR,
  EKS_POD_IDENTITY,
  EKS_SIDECAR,
  EKS_SPANS,
  NODES,
  ROLE,
  SEGMENT,
  type Values,
  type Deployment,
} from "./deployments.ts";

/** A deployment in which everything is right, and what has to change for a check to find something. */
export interface Case {
  readonly good: Deployment;
  readonly bad: (values: Values) => Partial<Values>;
  /** The target too, where that is what is wrong. */
  readonly target?: Partial<Target>;
  readonly finds: RegExp;
}

const of = (good: Deployment, bad: Case["bad"], finds: RegExp, target?: Partial<Target>): Case => ({
  good,
  bad,
  finds,
  ...(target !== undefined && { target }),
});

const eks = (bad: Case["bad"], finds: RegExp, target?: Partial<Target>): Case => of(EKS, bad, finds, target);

/** Changes each pod of the agent. */
const agents =
  (change: (pod: Pod) => Partial<Pod>): Case["bad"] =>
  ({ workload }) => ({ workload: { ...workload, agents: workload.agents.map((pod) => ({ ...pod, ...change(pod) })) } });

const apis =
  (change: (pod: Pod) => Partial<Pod>): Case["bad"] =>
  ({ workload }) => ({ workload: { ...workload, api: workload.api.map((pod) => ({ ...pod, ...change(pod) })) } });

const agentContainer = (change: Partial<Container>): Case["bad"] =>
  agents(() => ({ containers: [{ ...AGENT_CONTAINER, ...change }] }));

const apiEnv =
  (env: Readonly<Record<string, string>>): Case["bad"] =>
  ({ "api-environment": api }) => ({ "api-environment": { ...api, env: { ...api.env, ...env } } });

const trust =
  (key: string, values: readonly string[]): Case["bad"] =>
  ({ "agent-role": role }) => ({
    "agent-role": {
      ...role,
      trust: role.trust.map((statement) => ({
        ...statement,
        conditions: statement.conditions.map((condition) =>
          condition.key.endsWith(`:${key}`) ? { ...condition, values } : condition,
        ),
      })),
    },
  });

const denied =
  (action: string, how: Partial<Values["agent-rights"][number]>): Case["bad"] =>
  ({ "agent-rights": rights }) => ({
    "agent-rights": rights.map((right) => (right.action === action ? { ...right, ...how } : right)),
  });

const endpoint =
  (change: Partial<Values["vpc-endpoints"]["endpoints"][number]>): Case["bad"] =>
  ({ "vpc-endpoints": vpc }) => ({
    "vpc-endpoints": { ...vpc, endpoints: vpc.endpoints.map((each) => ({ ...each, ...change })) },
  });

const service =
  (change: Partial<Values["agent-service"]>): Case["bad"] =>
  ({ "agent-service": own }) => ({ "agent-service": { ...own, ...change } });

const task =
  (change: (task: Values["ecs-task"]) => Partial<Values["ecs-task"]>): Case["bad"] =>
  ({ "ecs-task": own }) => ({ "ecs-task": { ...own, ...change(own) } });

const rules =
  (change: (rules: Values["sampling-rules"]) => Values["sampling-rules"]): Case["bad"] =>
  ({ "sampling-rules": own }) => ({ "sampling-rules": change(own) });

const alarm =
  (change: Partial<Values["alarms"][number]>): Case["bad"] =>
  () => ({ alarms: [{ ...ALARM, ...change }] });

const collector =
  (content: Readonly<Record<string, unknown>>): Case["bad"] =>
  () => ({
    "agent-config": { file: "collector.yaml", content },
  });

/** A line of a log that a check knows. */
function log(check: string, good: Deployment = EKS): Case {
  const [signature] = signaturesOf(check);
  if (signature === undefined) throw new Error(`no signature is of ${check}`);
  const name = signature.from === "agent" ? "agent-log" : "api-log";
  return of(good, () => ({ [name]: [{ pod: "one", lines: [signature.sample] }] }), /says in its log that/);
}

const MESH: Container = { ...AGENT_CONTAINER, name: "istio-proxy", image: "istio/proxyv2:1.27" };
const fargate: Case["bad"] = ({ nodes }) => ({ nodes: nodes.map((node) => ({ ...node, fargate: true })) });
const stranger = { serviceAccount: "default", audience: "sts.amazonaws.com", isAgent: false };

/** One case for each check. */
export const CASES: Readonly<Record<string, Case>> = {
  // account
  "account-is-the-agents": eks(
    () => ({ caller: { account: "210987654321", arn: "arn" } }),
    /of account 123456789012.*210987654321/,
  ),
  "region-is-the-agents": eks(agentContainer({ env: { AWS_REGION: "eu-west-1" } }), /sends to eu-west-1.*us-east-1/),
  "destination-is-settled": eks(
    () => ({ "trace-destination": { destination: "CloudWatchLogs", status: "PENDING" } }),
    /PENDING/,
  ),
  "spans-may-be-written": of(EKS_SPANS, () => ({ "log-policies": [] }), /no resource policy/),
  "span-log-exists": of(EKS_SPANS, () => ({ "span-log": { exists: false } }), /no log group aws\/spans/),
  "indexing-feeds-groups": of(EKS_SPANS, () => ({ indexing: { percent: 0 } }), /indexes 0 %/),
  "encryption-key-works": eks(() => ({ "encryption-key": { id: "k", state: "Disabled" } }), /is Disabled/),
  "encryption-is-settled": eks(() => ({ encryption: { type: "KMS", status: "UPDATING" } }), /being changed/),

  // identity
  "agent-account-exists": eks(
    () => ({ "agent-account": { name: "xray-daemon", namespace: "pmp", exists: false } }),
    /no service account xray-daemon/,
  ),
  "agent-has-its-own-account": eks(
    agents(() => ({ serviceAccount: "default" })),
    /service account default/,
  ),
  "role-is-bound": eks(
    (values) => ({
      ...agentContainer({ env: { AWS_REGION: "us-east-1" } })(values),
      "agent-account": { name: "xray-daemon", namespace: "pmp", exists: true },
    }),
    /No role is bound/,
  ),
  "pod-identity-names-the-account": of(
    EKS_POD_IDENTITY,
    () => ({ "pod-identity": [{ namespace: "default", serviceAccount: "xray-daemon", roleArn: ROLE }] }),
    /is for default\/xray-daemon, and the agent is pmp\/xray-daemon/,
  ),
  "one-identity-only": eks(() => ({ "agent-association": true }), /and a Pod Identity association/),
  "role-exists": eks(
    ({ "agent-role": role }) => ({ "agent-role": { ...role, exists: false, trust: [] } }),
    /IAM has no role/,
  ),
  "oidc-provider-exists": eks(() => ({ "oidc-providers": [] }), /no OIDC provider/),
  "trust-names-the-issuer": eks(
    ({ "eks-cluster": cluster }) => ({
      "eks-cluster": { ...cluster, issuer: "oidc.eks.us-east-1.amazonaws.com/id/OTHER" },
    }),
    /the cluster's issuer is/,
  ),
  "trust-names-the-service-account": eks(
    trust("sub", ["system:serviceaccount:default:xray-daemon"]),
    /the agent is system:serviceaccount:pmp:xray-daemon/,
  ),
  "trust-names-the-audience": eks(trust("aud", ["https://example.com"]), /trusts tokens for https:\/\/example.com/),
  "trust-allows-pod-identity": of(
    EKS_POD_IDENTITY,
    ({ "agent-role": role }) => ({
      "agent-role": { ...role, trust: role.trust.map((each) => ({ ...each, actions: ["sts:AssumeRole"] })) },
    }),
    /does not allow sts:TagSession/,
  ),
  "trust-is-narrow": eks(trust("sub", ["system:serviceaccount:pmp:*"]), /trusts system:serviceaccount:pmp:\*/),
  "pod-identity-agent-runs": of(
    EKS_POD_IDENTITY,
    () => ({ "pod-identity-addon": { status: undefined } }),
    /not installed/,
  ),
  "daemon-knows-pod-identity": of(
    EKS_POD_IDENTITY,
    agentContainer({ image: "public.ecr.aws/xray/aws-xray-daemon:3.3.15" }),
    /3\.3\.15, which is older than 3\.6\.0/,
  ),
  "pod-identity-is-not-on-fargate": of(EKS_POD_IDENTITY, fargate, /runs on Fargate/),
  "pods-have-the-identity": eks(
    agentContainer({ env: { AWS_REGION: "us-east-1" } }),
    /2 of 2 pods of the agent have neither/,
  ),
  "proxy-spares-credentials": of(
    EKS_POD_IDENTITY,
    agentContainer({
      env: {
        HTTPS_PROXY: "http://proxy:3128",
        AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.23/v1/credentials",
      },
    }),
    /NO_PROXY \(empty\) does not name 169\.254\.170\.23/,
  ),
  "no-static-keys": eks(agentContainer({ env: { AWS_ACCESS_KEY_ID: "(hidden)" } }), /AWS_ACCESS_KEY_ID/),
  "task-has-a-role": of(
    ECS,
    task(({ executionRoleArn = "" }) => ({ taskRoleArn: executionRoleArn })),
    /both the task role and the execution role/,
  ),
  "five-actions-allowed": eks(
    denied("xray:GetSamplingRules", { decision: "implicitDeny" }),
    /may not xray:GetSamplingRules/,
  ),
  "organization-allows": eks(
    denied(AGENT_ACTIONS[0], { decision: "explicitDeny", byOrganization: false }),
    /organization denies/,
  ),
  "boundary-allows": eks(denied(AGENT_ACTIONS[0], { decision: "implicitDeny", byBoundary: false }), /boundary denies/),
  "agent-may-do-no-more": eks(denied(FORBIDDEN_ACTION, { decision: "allowed" }), /allows xray:PutEncryptionConfig/),
  "agent-clock-is-right": log("agent-clock-is-right"),
  "web-identity-is-accepted": log("web-identity-is-accepted"),
  "agent-has-credentials": log("agent-has-credentials"),
  "agent-uses-its-own-role": eks(
    () => ({
      "agent-log": [
        { pod: "one", lines: ["User: arn:aws:sts::123456789012:assumed-role/node-role/i-1 is not authorized"] },
      ],
    }),
    /as node-role, not as pmp-xray-daemon/,
  ),
  "agent-is-not-denied": log("agent-is-not-denied"),
  "agent-gets-its-role": eks(
    ({ "token-answers": answers }) => ({
      "token-answers": answers.map((each) => ({ ...each, accepted: false, answer: "AccessDenied" })),
    }),
    /refuses the token of service account xray-daemon/,
  ),
  "strangers-are-refused": eks(
    () => ({ "token-answers": [{ ...stranger, accepted: true, answer: ROLE }] }),
    /accepts a token of service account default/,
  ),

  // agent
  "namespace-exists": eks(() => ({ namespace: { name: "pmp", exists: false, labels: {} } }), /no namespace pmp/),
  "agent-is-installed": eks(
    ({ workload }) => ({ workload: { ...workload, agents: [] }, "daemon-set-exists": false }),
    /No pod in pmp runs/,
  ),
  "fargate-has-a-sidecar": eks(fargate, /2 of 2 pods of the API run on Fargate/),
  "agent-stays-off-fargate": eks(
    (values) => ({ ...fargate(values), ...agents(() => ({ phase: "Pending" }))(values) }),
    /wait for Fargate/,
  ),
  "one-agent-per-node": eks(
    ({ workload }) => ({
      workload: {
        ...workload,
        agents: workload.agents.slice(0, 1).map((pod) => ({ ...pod, owner: "ReplicaSet/xray-1" })),
      },
    }),
    /One pod of a Deployment/,
  ),
  "task-has-an-agent": of(
    ECS,
    task(({ containers }) => ({ containers: containers.slice(0, 1) })),
    /No container of the task/,
  ),
  "task-runs": of(
    ECS,
    task(() => ({ running: 1 })),
    /1 of 2 tasks run/,
  ),
  "sidecar-is-not-essential": of(
    ECS,
    task(({ containers }) => ({ containers: containers.map((each) => ({ ...each, essential: true })) })),
    /xray-daemon is essential/,
  ),
  "app-starts-after-sidecar": of(
    ECS,
    task(({ containers }) => ({ containers: containers.map((each) => ({ ...each, dependsOn: [] })) })),
    /waits for xray-daemon/,
  ),
  "agent-config-is-read": log("agent-config-is-read"),
  "agent-knows-its-region": log("agent-knows-its-region"),
  "agent-port-is-free": log("agent-port-is-free"),
  "agent-has-buffer-memory": log("agent-has-buffer-memory"),
  "agent-is-ready": eks(
    agentContainer({ ready: false, waiting: "CrashLoopBackOff: back-off 10s" }),
    /2 agents of 2 are not ready/,
  ),
  "agent-where-the-api-runs": eks(
    ({ workload, nodes, "daemon-set": set }) => ({
      workload: { ...workload, agents: workload.agents.slice(0, 1) },
      nodes: nodes.map((node, index) => (index === 1 ? { ...node, taints: ["team=payments:NoSchedule"] } : node)),
      "daemon-set": { ...set, tolerations: [] },
    }),
    new RegExp(`No agent is ready on ${NODES[1] ?? ""}`),
  ),
  "agent-listens-for-others": eks(
    (values) => ({
      ...agentContainer({ args: ["-c", "/etc/xray/cfg.yaml"] })(values),
      "agent-config": { file: "cfg.yaml", content: { Socket: { UDPAddress: "127.0.0.1:2000" } } },
    }),
    /for segments on 127\.0\.0\.1:2000/,
  ),
  "collector-exports-to-xray": of(
    EKS_COLLECTOR,
    collector({ service: { pipelines: { traces: { receivers: ["awsxray"], exporters: ["debug"] } } } }),
    /has no exporter awsxray/,
  ),
  "collector-serves-sampling": of(
    EKS_COLLECTOR,
    collector({
      receivers: {
        awsxray: { endpoint: "0.0.0.0:2000", proxy_server: { endpoint: "0.0.0.0:2000", region: "eu-west-1" } },
      },
    }),
    /asks X-Ray in eu-west-1/,
  ),
  "collector-heeds-role-arn": of(
    EKS_COLLECTOR,
    (values) => ({
      ...agentContainer({ image: "otel/opentelemetry-collector-contrib:0.130.0" })(values),
      ...collector({ exporters: { awsxray: { role_arn: ROLE } } })(values),
    }),
    /ignores role_arn/,
  ),
  "agent-does-not-restart": eks(
    agentContainer({ lastEnd: { reason: "OOMKilled", exitCode: 137 } }),
    /2 of 2 agents were killed/,
  ),
  "agent-buffer-holds": log("agent-buffer-holds"),
  "collector-queue-holds": log("collector-queue-holds", EKS_COLLECTOR),
  "collector-exports": log("collector-exports", EKS_COLLECTOR),

  // network
  "service-exists": eks(service({ exists: false }), /no Service xray-daemon/),
  "service-carries-udp-and-tcp": eks(service({ ports: [{ port: 2000, protocol: "TCP" }] }), /no UDP port 2000/),
  "service-has-endpoints": eks(service({ endpoints: [] }), /has no endpoint/),
  "traffic-stays-on-the-node": eks(service({ internalTrafficPolicy: "Cluster" }), /internalTrafficPolicy Cluster/),
  "service-is-not-headless": eks(service({ headless: true }), /is headless/),
  "task-takes-udp": of(
    ECS,
    task(({ containers }) => ({
      containers: containers.map((each) =>
        each.name === "pmp-api" ? { ...each, env: { AWS_XRAY_DAEMON_ADDRESS: "xray-daemon:2000" } } : each,
      ),
    })),
    /in network mode awsvpc the agent is at 127\.0\.0\.1:2000/,
  ),
  "policies-let-api-reach-agent": eks(
    ({ "network-policies": policies }) => ({
      "network-policies": policies.map((policy) => ({
        ...policy,
        ingress: (policy.ingress ?? []).map((rule) => ({ ...rule, ports: [{ protocol: "TCP", port: 2000 }] })),
      })),
    }),
    /lets no UDP from the API's pods in/,
  ),
  "policies-let-agent-reach-aws": eks(
    ({ "network-policies": policies }) => ({
      "network-policies": policies.map((policy) => ({ ...policy, egress: [] })),
    }),
    /not out to AWS/,
  ),
  "vpc-leads-to-xray": eks(
    ({ "vpc-endpoints": vpc }) => ({ "vpc-endpoints": { ...vpc, wayOut: false } }),
    /no endpoint for sts/,
  ),
  "endpoints-take-https": eks(
    endpoint({ securityGroups: [{ id: "sg-1", allowsHttps: false }] }),
    /No security group of endpoint vpce-1/,
  ),
  "endpoints-have-private-dns": eks(endpoint({ privateDns: false }), /no private DNS/),
  "endpoint-policy-allows-sampling": eks(
    endpoint({ policy: '{"Statement":[{"Effect":"Allow","Action":["xray:Put*"],"Resource":"*"}]}' }),
    /does not allow xray:GetSamplingRules/,
  ),
  "mesh-spares-the-agent": eks(
    apis(({ containers }) => ({ containers: [...containers, MESH] })),
    /in a mesh/,
  ),
  "mesh-leaves-signatures-alone": log("mesh-leaves-signatures-alone"),
  "agent-name-resolves": eks(
    ({ probe }) => ({ probe: { ...probe, host: { ips: [], error: "ENOTFOUND" } } }),
    /can't resolve xray-daemon:2000/,
  ),
  "api-reaches-udp": eks(({ probe }) => ({ probe: { ...probe, udp: { error: "ECONNREFUSED" } } }), /refused at UDP/),
  "api-reaches-tcp": eks(({ probe }) => ({ probe: { ...probe, tcp: { error: "ETIMEDOUT" } } }), /can't connect to TCP/),
  "sts-is-regional": log("sts-is-regional"),
  "agent-reaches-xray": log("agent-reaches-xray"),
  "agent-signs-for-its-region": log("agent-signs-for-its-region"),
  "agent-hears-only-segments": log("agent-hears-only-segments"),

  // app
  "api-is-running": eks(
    ({ workload }) => ({ workload: { ...workload, api: [], apiContainer: "" } }),
    /No pod in namespace pmp has OTEL_SERVICE_NAME=pmp-api/,
  ),
  "service-has-a-name": eks(apiEnv({ OTEL_SERVICE_NAME: "shop" }), /reports as shop/),
  "address-is-well-formed": eks(
    apiEnv({ AWS_XRAY_DAEMON_ADDRESS: "http://xray-daemon:2000" }),
    /"http:\/\/xray-daemon:2000"/,
  ),
  "address-is-the-agents": of(
    EKS_SIDECAR,
    ({ workload }) => ({ workload: { ...workload, agentAddress: "xray-daemon:2000" } }),
    /agent is a sidecar/,
  ),
  "otlp-endpoint-has-a-scheme": eks(
    apiEnv({ OTEL_EXPORTER_OTLP_ENDPOINT: "xray-daemon:4318" }),
    /OTEL_EXPORTER_OTLP_ENDPOINT is/,
  ),
  "tracing-is-not-disabled": eks(apiEnv({ OTEL_TRACES_EXPORTER: "none" }), /is none/),
  "context-missing-never-throws": eks(apiEnv({ AWS_XRAY_CONTEXT_MISSING: "RUNTIME_ERROR" }), /RUNTIME_ERROR/),
  "app-is-instrumented": eks(
    ({ probe }) => ({ probe: { ...probe, api: { url: probe.api.url, status: 200 } } }),
    /without a sampling decision/,
  ),
  "sampler-is-known": eks(
    (values) => ({
      ...apiEnv({ OTEL_TRACES_SAMPLER: "xray" })(values),
      probe: { ...values.probe, packages: { "@opentelemetry/api": "1.9.1" } },
    }),
    /no package in the pod knows that/,
  ),
  "app-imports-tracing-first": log("app-imports-tracing-first"),
  "one-sdk-only": log("one-sdk-only"),
  "one-api-copy": log("one-api-copy"),
  "spans-are-recorded": log("spans-are-recorded"),
  "settings-of-tracing-are-right": log("settings-of-tracing-are-right"),
  "app-finds-its-agent": log("app-finds-its-agent"),
  "segments-fit-a-datagram": log("segments-fit-a-datagram"),
  "app-drops-no-segments": log("app-drops-no-segments"),
  "context-is-kept": log("context-is-kept"),
  "xray-sdk-fits-node": log("xray-sdk-fits-node"),

  // propagation
  "propagators-know-xray": eks(apiEnv({ OTEL_PROPAGATORS: "tracecontext,baggage" }), /without xray/),
  "trust-is-well-formed": eks(apiEnv({ PMP_TRUST_SAMPLED: "10.0.0.0/33" }), /1 of its entries are wrong/),
  "trust-is-not-everybody": eks(apiEnv({ PMP_TRUST_SAMPLED: "all" }), /public addresses decide/),
  "callers-do-not-decide-all": eks(
    ({ "recent-traces": traces, "sampling-statistics": statistics }) => ({
      "recent-traces": { ...traces, ofService: Array.from({ length: 300 }, () => traces.ofService[0]!) },
      "sampling-statistics": {
        ...statistics,
        rules: [{ RuleName: "pmp-api-default-traffic", RequestCount: 300, SampledCount: 3, BorrowCount: 0 }],
      },
    }),
    /at least 300 traces .* decided for 3/,
  ),

  // sampling
  "rules-are-deployed": eks(
    rules((own) => own.slice(1)),
    /X-Ray does not have it/,
  ),
  "rules-equal-the-plan": eks(
    rules(([first, ...others]) => [{ ...first!, FixedRate: 0.2 }, ...others]),
    /FixedRate is 0\.2, planned 1/,
  ),
  "rules-apply-to-all-resources": eks(
    rules((own) => own.map((rule) => ({ ...rule, ResourceARN: "arn:aws:ecs:x" }))),
    /for resource arn:aws:ecs:x only/,
  ),
  "no-foreign-rule-comes-first": eks(
    rules((own) => [{ ...own[0]!, RuleName: "everything", Priority: 1, ServiceName: "*", URLPath: "*" }, ...own]),
    /never decides: everything \(priority 1\)/,
  ),
  "rules-are-few-enough": eks(
    rules((own) => [
      ...own,
      ...Array.from({ length: 25 }, (_, index) => ({ ...own[0]!, RuleName: `other-${index}`, ServiceName: "other" })),
    ]),
    /sampling rules besides Default, of 25/,
  ),
  "rules-name-the-service": eks(
    ({ "recent-traces": traces }) => ({ "recent-traces": { ...traces, services: ["pmp-api-v2"] } }),
    /traces come from pmp-api-v2/,
  ),
  "rules-fit-the-origin": eks(
    ({ "sampling-rules": own }) => ({
      "sampling-rules": own.map((rule) => ({ ...rule, ServiceType: "AWS::ECS::Container" })),
    }),
    /is for AWS::ECS::Container/,
  ),
  "agent-answers-sampling-calls": eks(
    ({ probe }) => ({
      probe: { ...probe, tcp: { status: 403, answer: '{"message":"Missing Authentication Token"}' } },
    }),
    /answered 403 to GetSamplingRules/,
  ),
  "sampler-gets-rules": log("sampler-gets-rules"),
  "sampling-rules-are-understood": log("sampling-rules-are-understood"),
  "statistics-are-accepted": log("statistics-are-accepted"),
  "fallback-plan-is-read": log("fallback-plan-is-read"),
  "samplers-report": eks(() => ({ "sampling-statistics": { seconds: 600, rules: [] } }), /no report of a sampler/),
  "statistics-fit-the-rates": eks(
    ({ "sampling-statistics": statistics }) => ({
      "sampling-statistics": {
        ...statistics,
        rules: statistics.rules.map((rule) => ({ ...rule, SampledCount: rule.RequestCount / 2 })),
      },
    }),
    /were sampled/,
  ),
  "health-checks-cost-little": eks(
    (values) => ({
      "recent-traces": {
        ...values["recent-traces"],
        ofService: values["recent-traces"].ofService.map((trace) => ({ ...trace, url: "http://pmp-api/api/health" })),
      },
      "sampling-rules": values["sampling-rules"].map((rule) => ({ ...rule, FixedRate: 1 })),
    }),
    /40 of the newest 40 traces are of health checks/,
  ),
  "sampled-as-planned": eks(
    ({ traffic }) => ({
      traffic: { ...traffic, sent: traffic.sent.map((request) => ({ ...request, sampled: true })) },
    }),
    /Of 100 requests to \/api\/health, 100 were sampled/,
  ),

  // store
  "agent-is-not-throttled": log("agent-is-not-throttled"),
  "segments-are-accepted": log("segments-are-accepted"),
  "traces-arrive": eks(
    ({ "recent-traces": traces }) => ({ "recent-traces": { ...traces, ofService: [], inSixHours: 0 } }),
    /no trace of pmp-api/,
  ),
  "traces-are-recent": eks(
    ({ "recent-traces": traces }) => ({ "recent-traces": { ...traces, ofService: [], inSixHours: 7 } }),
    /last six hours \(7 or more\)/,
  ),
  "segments-have-an-origin": eks(() => ({ "recent-segments": [{ ...SEGMENT, origin: "" }] }), /has an origin/),
  "own-trace-comes-back": eks(
    ({ "own-trace": trace }) => ({ "own-trace": { ...trace, segments: [] } }),
    /None of 1 sampled requests came back from X-Ray/,
  ),
  "own-trace-is-whole": eks(
    ({ "own-trace": trace }) => ({ "own-trace": { ...trace, segments: [{ ...SEGMENT, name: "shop" }] } }),
    /segments of shop, and none of pmp-api/,
  ),

  // alarms
  "groups-exist": eks(
    () => ({ groups: [{ name: "Default", filter: "", insights: false }] }),
    /names service\("pmp-api"\)/,
  ),
  "alarms-exist": eks(() => ({ alarms: [] }), /No alarm counts traces of pmp-api-all/),
  "alarm-metrics-exist": eks(
    alarm({ metrics: [{ namespace: "AWS/XRay", name: "Fault", dimensions: {} }] }),
    /namespace AWS\/XRay/,
  ),
  "alarms-have-actions": eks(alarm({ actions: [] }), /pmp-api-faults has no action/),
  "groups-count-traces": eks(() => ({ "group-counts": {} }), /group pmp-api-all has counted none/),
  "alarms-have-data": eks(alarm({ state: "INSUFFICIENT_DATA" }), /is INSUFFICIENT_DATA/),
};
