import { definePlan } from "@pmp/model";
import { AGENT_ACTIONS } from "@pmp/model/aws";
import { DEFAULT_RULE } from "@pmp/sampling";
import type { AgentAccount } from "../../../../packages/checks/src/facts/agent-account.ts";
import type { AgentConfig } from "../../../../packages/checks/src/facts/agent-config.ts";
import type { LogFact } from "../../../../packages/checks/src/facts/parts/log.ts";
import { FORBIDDEN_ACTION, type Decision } from "../../../../packages/checks/src/facts/agent-rights.ts";
import type { AgentRole } from "../../../../packages/checks/src/facts/agent-role.ts";
import type { AgentService } from "../../../../packages/checks/src/facts/agent-service.ts";
import type { Alarm } from "../../../../packages/checks/src/facts/alarms.ts";
import type { ApiEnvironment } from "../../../../packages/checks/src/facts/api-environment.ts";
import type { BoundRole } from "../../../../packages/checks/src/facts/bound-role.ts";
import type { Caller } from "../../../../packages/checks/src/facts/caller.ts";
import type { AgentDaemonSet } from "../../../../packages/checks/src/facts/daemon-set.ts";
import type { EcsTask } from "../../../../packages/checks/src/facts/ecs-task.ts";
import type { EksCluster } from "../../../../packages/checks/src/facts/eks-cluster.ts";
import type { EncryptionKey } from "../../../../packages/checks/src/facts/encryption-key.ts";
import type { Encryption } from "../../../../packages/checks/src/facts/encryption.ts";
import type { GroupCounts } from "../../../../packages/checks/src/facts/group-counts.ts";
import type { Group } from "../../../../packages/checks/src/facts/groups.ts";
import type { Indexing } from "../../../../packages/checks/src/facts/indexing.ts";
import type { LogStatement } from "../../../../packages/checks/src/facts/log-policies.ts";
import type { Namespace } from "../../../../packages/checks/src/facts/namespace.ts";
import type { NetworkPolicy } from "../../../../packages/checks/src/facts/network-policies.ts";
import type { Node } from "../../../../packages/checks/src/facts/nodes.ts";
import type { OwnTrace } from "../../../../packages/checks/src/facts/own-trace.ts";
import type { Container, Pod } from "../../../../packages/checks/src/facts/parts/pod.ts";
import type { SegmentFact } from "../../../../packages/checks/src/facts/parts/segment.ts";
import type { PodIdentityAddon } from "../../../../packages/checks/src/facts/pod-identity-addon.ts";
import type { PodIdentityAssociation } from "../../../../packages/checks/src/facts/pod-identity.ts";
import type { Probe } from "../../../../packages/checks/src/facts/probe.ts";
import type { RecentTraces } from "../../../../packages/checks/src/facts/recent-traces.ts";
import type { DeployedRule } from "../../../../packages/checks/src/facts/sampling-rules.ts";
import type { SamplingStatistics } from "../../../../packages/checks/src/facts/sampling-statistics.ts";
import type { SpanLog } from "../../../../packages/checks/src/facts/span-log.ts";
import type { TokenAnswer } from "../../../../packages/checks/src/facts/token-answers.ts";
import type { TraceDestination } from "../../../../packages/checks/src/facts/trace-destination.ts";
import type { Traffic } from "../../../../packages/checks/src/facts/traffic.ts";
import type { VpcEndpoints } from "../../../../packages/checks/src/facts/vpc-endpoints.ts";
import type { Workload } from "../../../../packages/checks/src/facts/workload.ts";
import type { Target } from "../../../../packages/checks/src/target.ts";

/** The value of each fact, by its name. A fact that is missing can't be known in that deployment. */
export interface Values {
  readonly caller: Caller;
  readonly "trace-destination": TraceDestination;
  readonly indexing: Indexing;
  readonly encryption: Encryption;
  readonly "encryption-key": EncryptionKey;
  readonly "log-policies": readonly LogStatement[];
  readonly "span-log": SpanLog;
  readonly "sampling-rules": readonly DeployedRule[];
  readonly "sampling-statistics": SamplingStatistics;
  readonly groups: readonly Group[];
  readonly "group-counts": GroupCounts;
  readonly alarms: readonly Alarm[];
  readonly "recent-traces": RecentTraces;
  readonly "recent-segments": readonly SegmentFact[];
  readonly "oidc-providers": readonly string[];
  readonly "bound-role": BoundRole;
  readonly "agent-role": AgentRole;
  readonly "agent-rights": readonly Decision[];
  readonly "eks-cluster": EksCluster;
  readonly "pod-identity": readonly PodIdentityAssociation[];
  readonly "pod-identity-addon": PodIdentityAddon;
  readonly "vpc-endpoints": VpcEndpoints;
  readonly "ecs-task": EcsTask;
  readonly namespace: Namespace;
  readonly nodes: readonly Node[];
  readonly workload: Workload;
  readonly "daemon-set": AgentDaemonSet;
  readonly "daemon-set-exists": boolean;
  readonly "agent-service": AgentService;
  readonly "agent-account": AgentAccount;
  readonly "agent-association": boolean;
  readonly "agent-config": AgentConfig;
  readonly "api-environment": ApiEnvironment;
  readonly "network-policies": readonly NetworkPolicy[];
  readonly "agent-log": readonly LogFact[];
  readonly "api-log": readonly LogFact[];
  readonly probe: Probe;
  readonly traffic: Traffic;
  readonly "own-trace": OwnTrace;
  readonly "token-answers": readonly TokenAnswer[];
}

/** A deployment: what is asked for, and what is known. */
export interface Deployment {
  readonly target: Target;
  readonly values: Partial<Values>;
}

export const ACCOUNT = "123456789012";
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/pmp-xray-daemon`;
const ISSUER = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const TRACE = "1-6923f001-0123456789abcdef01234567";
export const PLAN = definePlan({ preset: "prod" }, { service: "pmp-api", platform: "aws_eks" }).rules;

const target: Target = {
  stack: "prod",
  platform: "kubernetes",
  region: "us-east-1",
  service: "pmp-api",
  namespace: "pmp",
  cluster: "pmp-cluster",
  plannedRules: PLAN,
  requests: 100,
  paths: [],
};

export const AGENT_CONTAINER: Container = {
  name: "xray-daemon",
  image: "public.ecr.aws/xray/aws-xray-daemon:3.6.6",
  command: [],
  args: ["-c", "/etc/xray/cfg.yaml", "-b", "0.0.0.0:2000", "-t", "0.0.0.0:2000"],
  env: {
    AWS_REGION: "us-east-1",
    AWS_ROLE_ARN: ROLE,
    AWS_WEB_IDENTITY_TOKEN_FILE: "/var/run/secrets/eks.amazonaws.com/serviceaccount/token",
  },
  envFrom: [],
  ports: [{ name: "xray-tcp", port: 2000 }],
  mounts: ["/etc/xray"],
  sidecar: false,
  ready: true,
  restarts: 0,
};

const API_CONTAINER: Container = {
  name: "pmp-api",
  image: "registry.example.com/pmp-api:1.0.0",
  command: [],
  args: [],
  env: {
    OTEL_SERVICE_NAME: "pmp-api",
    AWS_XRAY_DAEMON_ADDRESS: "xray-daemon:2000",
    AWS_REGION: "us-east-1",
    PORT: "3001",
  },
  envFrom: ["pmp-api-config"],
  ports: [{ name: "http", port: 3001 }],
  probe: { path: "/api/health", port: "http" },
  mounts: ["/tmp"],
  sidecar: false,
  ready: true,
  restarts: 0,
};

const pod = (name: string, app: string, node: string, container: Container, owner: string): Pod => ({
  name,
  namespace: "pmp",
  labels: { app, "app.kubernetes.io/name": app, "app.kubernetes.io/instance": "pmp" },
  annotations: {},
  node,
  ip: "10.0.1.7",
  serviceAccount: app,
  created: "2026-11-22T08:00:00Z",
  phase: "Running",
  ready: true,
  leaving: false,
  hostNetwork: false,
  owner,
  containers: [container],
  tokenAudiences: app === "xray-daemon" ? ["sts.amazonaws.com"] : [],
});

export const NODES = ["ip-10-0-1-1", "ip-10-0-2-1"];
const agents = NODES.map((node, index) =>
  pod(`xray-daemon-${index}`, "xray-daemon", node, AGENT_CONTAINER, "DaemonSet/xray-daemon"),
);
const api = NODES.map((node, index) =>
  pod(`pmp-api-${index}`, "pmp-api", node, API_CONTAINER, "ReplicaSet/pmp-api-7d"),
);

const selector = (name: string) => ({ labels: { "app.kubernetes.io/name": name }, expressions: [] });

export const SEGMENT: SegmentFact = {
  traceId: TRACE,
  id: "53995c3f42cd8ad8",
  name: "pmp-api",
  origin: "AWS::EKS::Container",
  method: "GET",
  url: "http://pmp-api/api/products",
  annotations: [],
  subsegments: 2,
};

const group = (name: string, condition = ""): Group => ({
  name,
  filter: `service("pmp-api")${condition}`,
  insights: false,
});

export const ALARM: Alarm = {
  name: "pmp-api-faults",
  state: "OK",
  reason: "Threshold not crossed",
  actionsEnabled: true,
  actions: [`arn:aws:sns:us-east-1:${ACCOUNT}:pmp-tracing-alarms`],
  metrics: ["pmp-api-all", "pmp-api-faults"].map((GroupName) => ({
    namespace: "AWS/X-Ray",
    name: "ApproximateTraceCount",
    dimensions: { GroupName },
  })),
  missingData: "notBreaching",
  periodSeconds: 300,
  periods: 2,
};

/** Requests of the proof, sampled at exactly the rate of the rule for health checks. */
const sent = [
  { path: "/api/health", traceId: TRACE, asked: "1" as const, status: 200, sampled: true },
  ...Array.from({ length: 100 }, (_, index) => ({
    path: "/api/health",
    traceId: `1-6923f002-${index.toString(16).padStart(24, "0")}`,
    asked: "?" as const,
    status: 200,
    sampled: index === 0,
  })),
];

/** EKS, the X-Ray daemon as a DaemonSet, IRSA: everything is right. */
export const EKS: Deployment = {
  target,
  values: {
    caller: { account: ACCOUNT, arn: `arn:aws:sts::${ACCOUNT}:assumed-role/reader/me` },
    "trace-destination": { destination: "XRay", status: "ACTIVE" },
    indexing: { percent: 1 },
    encryption: { type: "KMS", status: "ACTIVE", keyId: "alias/traces" },
    "encryption-key": { id: "alias/traces", state: "Enabled" },
    "log-policies": [],
    "sampling-rules": [...PLAN, DEFAULT_RULE],
    "sampling-statistics": {
      seconds: 600,
      rules: PLAN.map(({ RuleName, FixedRate }) => ({
        RuleName,
        RequestCount: 1000,
        SampledCount: 1000 * FixedRate,
        BorrowCount: 0,
      })),
    },
    groups: [
      { name: "Default", filter: "", insights: false },
      group("pmp-api-all"),
      group("pmp-api-faults", " { fault }"),
      group("pmp-api-slow", " { responsetime > 2 }"),
    ],
    "group-counts": { "pmp-api-all": 40, "pmp-api-faults": 1 },
    alarms: [ALARM],
    "recent-traces": {
      minutes: 10,
      ofService: Array.from({ length: 40 }, (_, index) => ({
        id: `1-6923f003-${index.toString(16).padStart(24, "0")}`,
        url: "http://pmp-api/api/products",
        method: "GET",
        status: 200,
        started: 1_763_962_883 - index,
      })),
      ofAll: 60,
      services: ["pmp-api", "shop"],
      inSixHours: 40,
    },
    "recent-segments": [SEGMENT, SEGMENT, SEGMENT],
    "oidc-providers": [`arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}`],
    "bound-role": { arn: ROLE, by: "irsa" },
    "agent-role": {
      arn: ROLE,
      by: "irsa",
      exists: true,
      trust: [
        {
          allow: true,
          actions: ["sts:AssumeRoleWithWebIdentity"],
          principals: [`arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}`],
          conditions: [
            { operator: "StringEquals", key: `${ISSUER}:sub`, values: ["system:serviceaccount:pmp:xray-daemon"] },
            { operator: "StringEquals", key: `${ISSUER}:aud`, values: ["sts.amazonaws.com"] },
          ],
        },
      ],
    },
    "agent-rights": [
      ...AGENT_ACTIONS.map((action) => ({ action, decision: "allowed", byOrganization: true, byBoundary: true })),
      { action: FORBIDDEN_ACTION, decision: "implicitDeny" },
    ],
    "eks-cluster": {
      name: "pmp-cluster",
      status: "ACTIVE",
      version: "1.36",
      endpoint: "https://ABC.gr7.us-east-1.eks.amazonaws.com",
      issuer: ISSUER,
      vpc: "vpc-1",
    },
    "pod-identity": [],
    "pod-identity-addon": { status: undefined },
    "vpc-endpoints": {
      vpc: "vpc-1",
      wayOut: true,
      endpoints: [
        {
          id: "vpce-1",
          service: "xray",
          state: "available",
          privateDns: true,
          policy: '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
          securityGroups: [{ id: "sg-1", allowsHttps: true }],
        },
      ],
    },
    namespace: { name: "pmp", exists: true, labels: {} },
    nodes: NODES.map((name) => ({
      name,
      ready: true,
      fargate: false,
      os: "linux",
      arch: "amd64",
      kubelet: "v1.36.1-eks-1234567",
      taints: [],
    })),
    workload: {
      api,
      apiContainer: "pmp-api",
      agents,
      agentContainer: "xray-daemon",
      mode: "daemonset",
      agentKind: "xrayDaemon",
      agentAddress: "xray-daemon:2000",
      namespaces: ["pmp"],
      configKnown: true,
    },
    "daemon-set": {
      name: "xray-daemon",
      namespace: "pmp",
      exists: true,
      wanted: 2,
      ready: 2,
      tolerations: [{ operator: "Exists" }],
      nodeSelector: { "kubernetes.io/os": "linux" },
      surge: true,
    },
    "daemon-set-exists": true,
    "agent-service": {
      name: "xray-daemon",
      namespace: "pmp",
      exists: true,
      headless: false,
      internalTrafficPolicy: "Local",
      selector: { "app.kubernetes.io/name": "xray-daemon" },
      ports: [
        { port: 2000, protocol: "UDP" },
        { port: 2000, protocol: "TCP" },
      ],
      endpoints: NODES.map((node) => ({ node, ready: true })),
    },
    "agent-account": { name: "xray-daemon", namespace: "pmp", exists: true, roleArn: ROLE },
    "agent-association": false,
    "agent-config": {
      file: "cfg.yaml",
      content: { Version: 2, Socket: { UDPAddress: "0.0.0.0:2000", TCPAddress: "0.0.0.0:2000" }, Region: "us-east-1" },
    },
    "api-environment": { object: "pmp-api-0 (pmp-api)", env: API_CONTAINER.env, command: [] },
    "network-policies": [
      {
        name: "xray-daemon",
        namespace: "pmp",
        pods: selector("xray-daemon"),
        ingress: [
          {
            peers: [{ pods: selector("pmp-api"), except: [] }],
            ports: [
              { protocol: "UDP", port: 2000 },
              { protocol: "TCP", port: 2000 },
            ],
          },
        ],
        egress: [
          {
            peers: [],
            ports: [
              { protocol: "UDP", port: 53 },
              { protocol: "TCP", port: 53 },
            ],
          },
          { peers: [{ cidr: "0.0.0.0/0", except: [] }], ports: [{ protocol: "TCP", port: 443 }] },
        ],
      },
    ],
    "agent-log": NODES.map((node, index) => ({
      pod: `xray-daemon-${index}`,
      node,
      lines: ["2026-11-22T09:14:03Z [Info] Successfully sent batch of 3 segments (0.054 seconds)"],
    })),
    "api-log": [{ pod: "pmp-api-0", lines: [] }],
    probe: {
      pod: "pmp-api-0",
      address: "xray-daemon:2000",
      host: { ips: ["10.100.7.7"] },
      udp: {},
      tcp: { status: 200, rules: ["Default"], clockAheadMs: 12 },
      api: { url: "http://127.0.0.1:3001/api/health", status: 200, header: `Root=${TRACE};Sampled=0` },
      packages: { node: "24.21.0", "@pmp/tracing": "0.1.0" },
      command: "node --import @pmp/tracing/register server.js",
    },
    traffic: { from: "pmp-api-0", base: "http://127.0.0.1:3001", seconds: 2.1, sent },
    "own-trace": { expected: [TRACE], backEnd: "X-Ray", segments: [SEGMENT] },
    "token-answers": [
      { serviceAccount: "xray-daemon", audience: "sts.amazonaws.com", isAgent: true, accepted: true, answer: ROLE },
      {
        serviceAccount: "pmp-api",
        audience: "sts.amazonaws.com",
        isAgent: false,
        accepted: false,
        answer: "AccessDenied",
      },
    ],
  },
};

/** A deployment with some values changed. */
export function changed(deployment: Deployment, change: (values: Values) => Partial<Values>): Deployment {
  return { ...deployment, values: { ...deployment.values, ...change(deployment.values as Values) } };
}

const COLLECTOR: Container = {
  ...AGENT_CONTAINER,
  image: "public.ecr.aws/aws-observability/aws-otel-collector:v0.49.0",
  args: ["--config=/etc/xray/collector.yaml"],
};

const proxy = { endpoint: "0.0.0.0:2000", region: "us-east-1" };
/** The same with the collector. */
export const EKS_COLLECTOR: Deployment = changed(EKS, ({ workload }) => ({
  workload: {
    ...workload,
    agentKind: "otelCollector",
    agents: agents.map((each) => ({ ...each, containers: [COLLECTOR] })),
  },
  "agent-config": {
    file: "collector.yaml",
    content: {
      receivers: { awsxray: { endpoint: "0.0.0.0:2000", proxy_server: proxy } },
      exporters: { awsxray: { region: "us-east-1" } },
      service: { pipelines: { "traces/segments": { receivers: ["awsxray"], exporters: ["awsxray"] } } },
    },
  },
  "agent-log": [
    {
      pod: "xray-daemon-0",
      lines: ["2026-11-22T09:14:03Z\tinfo\tEverything is ready. Begin running and processing data."],
    },
  ],
}));

/** The same with Pod Identity. */
export const EKS_POD_IDENTITY: Deployment = changed(EKS, ({ workload }) => ({
  "bound-role": { arn: ROLE, by: "pod-identity" },
  "agent-role": {
    arn: ROLE,
    by: "pod-identity",
    exists: true,
    trust: [
      {
        allow: true,
        actions: ["sts:AssumeRole", "sts:TagSession"],
        principals: ["pods.eks.amazonaws.com"],
        conditions: [],
      },
    ],
  },
  "agent-account": { name: "xray-daemon", namespace: "pmp", exists: true },
  "agent-association": true,
  "pod-identity": [{ namespace: "pmp", serviceAccount: "xray-daemon", roleArn: ROLE }],
  "pod-identity-addon": { status: "ACTIVE" },
  workload: {
    ...workload,
    agents: agents.map((each) => ({
      ...each,
      containers: [
        {
          ...AGENT_CONTAINER,
          env: { AWS_REGION: "us-east-1", AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.23/v1/credentials" },
        },
      ],
    })),
  },
}));

const sidecars = api.map((each) => ({
  ...each,
  serviceAccount: "xray-daemon",
  containers: [
    { ...API_CONTAINER, env: { ...API_CONTAINER.env, AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000" } },
    {
      ...AGENT_CONTAINER,
      sidecar: true,
      args: ["-c", "/etc/xray/cfg.yaml", "-b", "127.0.0.1:2000", "-t", "127.0.0.1:2000"],
    },
  ],
}));
/** EKS on Fargate: the agent is a sidecar. */
export const EKS_SIDECAR: Deployment = changed(EKS, ({ workload, nodes }) => ({
  nodes: nodes.map((node) => ({ ...node, fargate: true })),
  workload: { ...workload, api: sidecars, agents: sidecars, mode: "sidecar", agentAddress: "127.0.0.1:2000" },
  "api-environment": { object: "pmp-api-0 (pmp-api)", env: sidecars[0]?.containers[0]?.env ?? {}, command: [] },
}));

/** A cluster of one's own, and an emulator: the local cluster. */
export const LOCAL: Deployment = {
  target: { ...target, stack: "local", endpointUrl: "http://127.0.0.1:4566" },
  values: changed(EKS, ({ nodes }) => ({ nodes: nodes.map((node) => ({ ...node, kubelet: "v1.34.1" })) })).values,
};

/** Transaction Search is on. */
export const EKS_SPANS: Deployment = changed(EKS, ({ "own-trace": trace }) => ({
  "trace-destination": { destination: "CloudWatchLogs", status: "ACTIVE" },
  "log-policies": [
    {
      principals: ["xray.amazonaws.com"],
      actions: ["logs:PutLogEvents"],
      resources: ["arn:aws:logs:us-east-1:1:log-group:aws/spans:*"],
    },
  ],
  "span-log": { exists: true, retentionDays: 30 },
  "own-trace": { ...trace, backEnd: "trace retrieval" },
}));

/** ECS on Fargate. */
export const ECS: Deployment = {
  target: {
    ...target,
    platform: "ecs",
    cluster: "apps",
    ecsService: "pmp-api",
    url: "https://api.example.com/api/health",
  },
  values: {
    ...Object.fromEntries(
      Object.entries(EKS.values).filter(
        ([name]) =>
          !/^(?:eks-cluster|pod-identity|pod-identity-addon|vpc-endpoints|namespace|nodes|workload|daemon-set|daemon-set-exists|agent-service|agent-account|agent-association|agent-config|network-policies|probe|token-answers)$/.test(
            name,
          ),
      ),
    ),
    "bound-role": { arn: ROLE, by: "task" },
    "agent-role": {
      arn: ROLE,
      by: "task",
      exists: true,
      trust: [{ allow: true, actions: ["sts:AssumeRole"], principals: ["ecs-tasks.amazonaws.com"], conditions: [] }],
    },
    "api-environment": { object: "task (pmp-api)", env: { OTEL_SERVICE_NAME: "pmp-api" }, command: [] },
    "ecs-task": {
      arn: `arn:aws:ecs:us-east-1:${ACCOUNT}:task-definition/pmp-api:7`,
      networkMode: "awsvpc",
      taskRoleArn: ROLE,
      executionRoleArn: `arn:aws:iam::${ACCOUNT}:role/pmp-execution`,
      os: "LINUX",
      running: 2,
      desired: 2,
      containers: [
        {
          name: "pmp-api",
          image: "registry.example.com/pmp-api:1.0.0",
          args: [],
          env: { OTEL_SERVICE_NAME: "pmp-api" },
          essential: true,
          ports: [{ port: 3001, protocol: "tcp" }],
          dependsOn: [{ container: "xray-daemon", condition: "START" }],
          links: [],
        },
        {
          name: "xray-daemon",
          image: "public.ecr.aws/xray/aws-xray-daemon:3.6.6",
          args: [],
          env: {},
          essential: false,
          ports: [{ port: 2000, protocol: "udp" }],
          dependsOn: [],
          links: [],
        },
      ],
    },
  },
};

export const HEALTHY: Readonly<Record<string, Deployment>> = {
  EKS,
  EKS_COLLECTOR,
  EKS_POD_IDENTITY,
  EKS_SIDECAR,
  EKS_SPANS,
  LOCAL,
  ECS,
};
