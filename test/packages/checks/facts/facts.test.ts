import assert from "node:assert/strict";
import { describeRight } from "../../../../packages/checks/src/kubernetes/failure.ts";
import type { Fact } from "../../../../packages/checks/src/fact.ts";
import { agentRights } from "../../../../packages/checks/src/facts/agent-rights.ts";
import { agentRole } from "../../../../packages/checks/src/facts/agent-role.ts";
import { apiLog } from "../../../../packages/checks/src/facts/agent-log.ts";
import { alarms, alarmsOf } from "../../../../packages/checks/src/facts/alarms.ts";
import { ecsTask } from "../../../../packages/checks/src/facts/ecs-task.ts";
import { eksCluster } from "../../../../packages/checks/src/facts/eks-cluster.ts";
import { encryptionKey } from "../../../../packages/checks/src/facts/encryption-key.ts";
import { groupCounts } from "../../../../packages/checks/src/facts/group-counts.ts";
import { samplingStatistics } from "../../../../packages/checks/src/facts/sampling-statistics.ts";
import { FACTS } from "../../../../packages/checks/src/facts/index.ts";
import { logPolicies } from "../../../../packages/checks/src/facts/log-policies.ts";
import { ownTrace } from "../../../../packages/checks/src/facts/own-trace.ts";
import { readPod } from "../../../../packages/checks/src/facts/parts/pod.ts";
import { podIdentity } from "../../../../packages/checks/src/facts/pod-identity.ts";
import { samplingRules } from "../../../../packages/checks/src/facts/sampling-rules.ts";
import { traffic } from "../../../../packages/checks/src/facts/traffic.ts";
import { vpcEndpoints } from "../../../../packages/checks/src/facts/vpc-endpoints.ts";
import { recorded, valueOf, type Answers, type Objects } from "../support/sources.ts";
import { ACCOUNT, ECS, LOCAL, ROLE } from "../support/deployments.ts";

const TRACE = "1-6923f001-0123456789abcdef01234567";
const document = JSON.stringify({
  trace_id: TRACE,
  id: "53995c3f42cd8ad8",
  name: "pmp-api",
  origin: "AWS::EKS::Container",
});
const trust = encodeURIComponent(
  JSON.stringify({
    Statement: {
      Effect: "Allow",
      Action: "sts:AssumeRoleWithWebIdentity",
      Principal: { Federated: "arn:idp" },
      Condition: { StringEquals: { "i:sub": "s" } },
    },
  }),
);

/** Answers in AWS's own shape, one for each call that a fact makes. */
const ANSWERS: Answers = {
  "sts.getCallerIdentity": () => ({ Account: ACCOUNT, Arn: "arn:me" }),
  "sts.assumeRoleWithWebIdentity": () => ({ AssumedRoleUser: { Arn: ROLE } }),
  "xray.getTraceSegmentDestination": () => ({ Destination: "CloudWatchLogs", Status: "ACTIVE" }),
  "xray.getIndexingRules": () => ({
    IndexingRules: [{ Name: "Default", Rule: { Probabilistic: { DesiredSamplingPercentage: 5 } } }],
  }),
  "xray.getEncryptionConfig": () => ({ EncryptionConfig: { Type: "KMS", Status: "ACTIVE", KeyId: "key-1" } }),
  "xray.getSamplingRules": () => ({
    SamplingRuleRecords: [
      {
        ModifiedAt: new Date(1000),
        SamplingRule: {
          RuleName: "one",
          RuleARN: "arn:rule",
          ResourceARN: "*",
          Priority: 1,
          FixedRate: 0.1,
          ReservoirSize: 0,
          ServiceName: "pmp-api",
          ServiceType: "*",
          Host: "*",
          HTTPMethod: "*",
          URLPath: "*",
          Version: 1,
        },
      },
    ],
  }),
  "xray.getSamplingStatisticSummaries": () => ({
    SamplingStatisticSummaries: [{ RuleName: "one", Timestamp: new Date(0), RequestCount: 1 }],
  }),
  "xray.getGroups": () => ({ Groups: [{ GroupName: "pmp-api-all", FilterExpression: 'service("pmp-api")' }] }),
  "xray.getTraceSummaries": () => ({
    TraceSummaries: [{ Id: TRACE, ServiceIds: [{ Name: "pmp-api" }], Http: { HttpURL: "http://x/" } }],
  }),
  "xray.batchGetTraces": () => ({ Traces: [{ Id: TRACE, Segments: [{ Document: document }] }] }),
  "xray.startTraceRetrieval": () => ({ RetrievalToken: "token" }),
  "xray.listRetrievedTraces": () => ({
    RetrievalStatus: "COMPLETE",
    Traces: [{ Id: TRACE, Spans: [{ Document: document }] }],
  }),
  "kms.describeKey": () => ({ KeyMetadata: { KeyState: "Enabled" } }),
  "logs.describeResourcePolicies": () => ({
    resourcePolicies: [
      {
        policyDocument: JSON.stringify({
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "xray.amazonaws.com" },
              Action: "logs:PutLogEvents",
              Resource: ["a"],
            },
          ],
        }),
      },
    ],
  }),
  "logs.describeLogGroups": () => ({ logGroups: [{ logGroupName: "aws/spans", retentionInDays: 30 }] }),
  "logs.filterLogEvents": () => ({ events: [{ message: "a line" }] }),
  "logs.startQuery": () => ({ queryId: "q" }),
  "logs.getQueryResults": () => ({
    status: "Complete",
    results: [
      [
        { field: "traceId", value: TRACE.slice(2).replaceAll("-", "") },
        { field: "service", value: "pmp-api" },
      ],
    ],
  }),
  "cloudwatch.describeAlarms": () => ({
    MetricAlarms: [
      {
        AlarmName: "rate",
        StateValue: "OK",
        AlarmActions: ["arn:topic"],
        Metrics: [
          {
            Id: "a",
            MetricStat: {
              Period: 60,
              Stat: "Sum",
              Metric: {
                Namespace: "AWS/X-Ray",
                MetricName: "ApproximateTraceCount",
                Dimensions: [{ Name: "GroupName", Value: "pmp-api-all" }],
              },
            },
          },
          { Id: "b", Expression: "a" },
        ],
      },
      {
        AlarmName: "other",
        StateValue: "OK",
        Namespace: "AWS/EC2",
        MetricName: "CPUUtilization",
        Dimensions: [],
        Period: 300,
      },
    ],
    CompositeAlarms: [{ AlarmName: "page", StateValue: "OK", AlarmRule: 'ALARM("rate")' }],
  }),
  "cloudwatch.getMetricData": () => ({ MetricDataResults: [{ Id: "g0", Values: [3, 4] }] }),
  "iam.getRole": () => ({ Role: { AssumeRolePolicyDocument: trust } }),
  "iam.simulatePrincipalPolicy": () => ({
    EvaluationResults: [
      {
        EvalActionName: "xray:PutTraceSegments",
        EvalDecision: "explicitDeny",
        OrganizationsDecisionDetail: { AllowedByOrganizations: false },
      },
    ],
  }),
  "iam.listOpenIDConnectProviders": () => ({ OpenIDConnectProviderList: [{ Arn: "arn:idp" }] }),
  "eks.describeCluster": () => ({
    cluster: {
      endpoint: "https://x",
      identity: { oidc: { issuer: "https://oidc/id/1" } },
      resourcesVpcConfig: { vpcId: "vpc-1" },
    },
  }),
  "eks.listPodIdentityAssociations": () => ({
    associations: [{ namespace: "pmp", serviceAccount: "xray-daemon", associationId: "a-1" }],
  }),
  "eks.describePodIdentityAssociation": () => ({ association: { roleArn: ROLE } }),
  "eks.describeAddon": () => ({ addon: { status: "ACTIVE" } }),
  "ec2.describeVpcEndpoints": () => ({
    VpcEndpoints: [
      {
        VpcEndpointId: "vpce-1",
        ServiceName: "com.amazonaws.us-east-1.xray",
        State: "available",
        PrivateDnsEnabled: true,
        Groups: [{ GroupId: "sg-1" }],
      },
      { VpcEndpointId: "vpce-2", ServiceName: "com.amazonaws.us-east-1.s3" },
    ],
  }),
  "ec2.describeRouteTables": () => ({
    RouteTables: [{ Routes: [{ DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: "nat-1" }] }],
  }),
  "ec2.describeSecurityGroups": () => ({
    SecurityGroups: [{ GroupId: "sg-1", IpPermissions: [{ IpProtocol: "tcp", FromPort: 80, ToPort: 80 }] }],
  }),
  "ecs.describeServices": () => ({ services: [{ taskDefinition: "pmp-api:7", runningCount: 1, desiredCount: 2 }] }),
  "ecs.describeTaskDefinition": () => ({
    taskDefinition: {
      taskDefinitionArn: "arn:task",
      networkMode: "awsvpc",
      taskRoleArn: ROLE,
      containerDefinitions: [
        { name: "pmp-api", image: "api", environment: [{ name: "OTEL_SERVICE_NAME", value: "pmp-api" }] },
        {
          name: "xray-daemon",
          image: "public.ecr.aws/xray/aws-xray-daemon:3.6.6",
          essential: false,
          portMappings: [{ containerPort: 2000, protocol: "udp" }],
          logConfiguration: {
            logDriver: "awslogs",
            options: { "awslogs-group": "/ecs/xray", "awslogs-stream-prefix": "xray" },
          },
        },
      ],
    },
  }),
};

const container = (name: string, image: string, rest: object = {}) => ({ name, image, ...rest });
const pod = (name: string, containers: readonly { name: string }[], rest: object = {}) => ({
  metadata: { name, namespace: "pmp", labels: { app: name } },
  spec: { nodeName: "n1", serviceAccountName: name, containers },
  status: {
    phase: "Running",
    conditions: [{ type: "Ready", status: "True" }],
    containerStatuses: containers.map((each) => ({ name: each.name, ready: true })),
  },
  ...rest,
});
const OBJECTS: Objects = {
  pods: [
    pod("xray-daemon", [container("xray-daemon", "aws-xray-daemon:3.6.6", { args: ["-c", "/etc/xray/cfg.yaml"] })]),
    pod("pmp-api", [
      container("pmp-api", "pmp-api:1", {
        envFrom: [{ configMapRef: { name: "env" } }],
        env: [
          { name: "AWS_SECRET_ACCESS_KEY", value: "s" },
          { name: "PASSWORD", value: "p" },
        ],
        ports: [{ name: "http", containerPort: 3001 }],
        readinessProbe: { httpGet: { path: "/health", port: "http" } },
      }),
    ]),
  ],
  configmaps: [
    { metadata: { name: "env" }, data: { OTEL_SERVICE_NAME: "pmp-api", AWS_XRAY_DAEMON_ADDRESS: "xray-daemon:2000" } },
    { metadata: { name: "xray-config" }, data: { "cfg.yaml": "Version: 2" } },
  ],
  serviceaccounts: [{ metadata: { name: "xray-daemon" } }],
  services: [{ metadata: { name: "xray-daemon" }, spec: { ports: [{ port: 2000, protocol: "UDP" }] } }],
  namespaces: [{ metadata: { name: "pmp" } }],
  nodes: [
    {
      metadata: { name: "n1" },
      status: { nodeInfo: { operatingSystem: "linux", architecture: "arm64", kubeletVersion: "v1.36.0-eks-1" } },
    },
  ],
};
const SENT = JSON.stringify({
  sent: [{ path: "/health", traceId: TRACE, asked: "1", status: 200, sampled: true }],
  seconds: 1,
});
const PROBED = JSON.stringify({
  address: "xray-daemon:2000",
  host: {},
  udp: {},
  tcp: { status: 200, rules: ["Default"] },
  api: { url: "u" },
});

/** Reads one fact, with all that it may need. */
function read(fact: Fact, answers: Answers = ANSWERS) {
  const target = fact.platform === "ecs" ? { target: ECS.target } : {};
  const output = fact.name === "probe" ? PROBED : SENT;
  // Tokens are taken to STS with IRSA only.
  const annotations = { "eks.amazonaws.com/role-arn": ROLE };
  const irsa = { ...OBJECTS, serviceaccounts: [{ metadata: { name: "xray-daemon", annotations } }] };
  const objects = fact.name === "token-answers" ? irsa : OBJECTS;
  return recorded(answers, objects, { log: "a line about x-ray", output, ...target });
}

/** Ways that are taken only where the first one is refused. */
const SECOND_WAYS = new Set([
  "logs:FilterLogEvents",
  "logs:StartQuery",
  "logs:GetQueryResults",
  "xray:BatchGetTraces",
  "get pods",
  "create pods",
  "delete pods",
  "get pods/log",
]);

describe("facts", () => {
  const declared = new Set(FACTS.flatMap(({ iam, kubernetes }) => [...iam, ...kubernetes.map(describeRight)]));

  for (const fact of FACTS) {
    it(`${fact.name} is read with the rights that it names`, async () => {
      const source = read(fact);
      await valueOf(source, fact);
      const used = new Set([...source.actions, ...source.rights]);
      const own = [...fact.iam, ...fact.kubernetes.map(describeRight)];
      assert.deepEqual(
        own.filter((right) => !used.has(right) && !SECOND_WAYS.has(right)),
        [],
        "named, and not used",
      );
      assert.deepEqual(
        [...used].filter((right) => !declared.has(right)),
        [],
        "used, and named by no fact",
      );
    });
  }

  it("are plain JSON, so that they can be saved", async () => {
    for (const fact of FACTS) {
      const value = await valueOf(read(fact), fact);
      assert.deepEqual(JSON.parse(JSON.stringify(value ?? null)), structuredClone(value ?? null), fact.name);
    }
  });

  it("read what AWS says", async () => {
    const value = <T>(fact: Fact<T>): Promise<T> => valueOf(read(fact), fact);
    assert.deepEqual((await value(samplingRules))[0]?.modifiedAt, 1000);
    const all = await value(alarms);
    assert.deepEqual(
      alarmsOf(all, ["pmp-api-all"]).map(({ name }) => name),
      ["rate", "page"],
    );
    assert.deepEqual((await value(agentRole)).trust, [
      {
        allow: true,
        actions: ["sts:AssumeRoleWithWebIdentity"],
        principals: ["arn:idp"],
        conditions: [{ operator: "StringEquals", key: "i:sub", values: ["s"] }],
      },
    ]);
    assert.deepEqual(await value(agentRights), [
      { action: "xray:PutTraceSegments", decision: "explicitDeny", byOrganization: false },
    ]);
    assert.equal((await value(eksCluster)).issuer, "oidc/id/1");
    assert.deepEqual(await value(podIdentity), [{ namespace: "pmp", serviceAccount: "xray-daemon", roleArn: ROLE }]);
    const vpc = await value(vpcEndpoints);
    assert.deepEqual(
      [vpc.wayOut, vpc.endpoints.map(({ id, securityGroups }) => [id, securityGroups])],
      [true, [["vpce-1", [{ id: "sg-1", allowsHttps: false }]]]],
    );
    assert.deepEqual((await value(logPolicies))[0]?.principals, ["xray.amazonaws.com"]);
    assert.deepEqual((await value(ecsTask)).containers[1]?.logGroup, "/ecs/xray");
  });

  it("read a key that is gone and a role that is gone as such", async () => {
    const gone = (name: string) => (): never => {
      throw Object.assign(new Error(name), { name });
    };
    const noKey = { ...ANSWERS, "kms.describeKey": gone("NotFoundException") };
    assert.equal((await valueOf(read(encryptionKey, noKey), encryptionKey)).state, "NotFound");
    const noRole = { ...ANSWERS, "iam.getRole": gone("NoSuchEntityException") };
    assert.equal((await valueOf(read(agentRole, noRole), agentRole)).exists, false);
  });

  it("read the trace back from where the account keeps it", async () => {
    const from = async (answers: Answers) => {
      const { backEnd, segments } = await valueOf(read(ownTrace, answers), ownTrace);
      return [backEnd, segments.map(({ traceId, name }) => [traceId, name])];
    };
    const trace = [[TRACE, "pmp-api"]];
    assert.deepEqual(await from(ANSWERS), ["trace retrieval", trace]);
    const off = { ...ANSWERS, "xray.getTraceSegmentDestination": () => ({ Destination: "XRay", Status: "ACTIVE" }) };
    assert.deepEqual(await from(off), ["X-Ray", trace]);
    const denied = {
      ...ANSWERS,
      "xray.startTraceRetrieval": (): never => {
        throw Object.assign(new Error("no"), { name: "AccessDeniedException" });
      },
    };
    assert.deepEqual(await from(denied), ["aws/spans", trace]);
  });

  it("never say that a request that was not sampled is lost", async () => {
    const output = JSON.stringify({
      sent: [{ path: "/health", traceId: TRACE, asked: "?", status: 200, sampled: false }],
      seconds: 1,
    });
    await assert.rejects(
      valueOf(recorded(ANSWERS, OBJECTS, { output }), ownTrace),
      /no request of verify's own is known to be sampled/,
    );
  });

  it("say what will be sent before it is sent", async () => {
    const said: string[] = [];
    const source = recorded(ANSWERS, OBJECTS, { output: SENT, announce: (line) => void said.push(line) });
    await valueOf(source, traffic);
    assert.deepEqual(said, [
      "Sending 101 requests from a pod of the API: GET http://127.0.0.1:3001 /health, each with a trace header of its own.",
    ]);
    assert.ok(source.rights.includes("create pods/exec"));
  });

  it("know how old a line of a log is", async () => {
    const now = Date.parse("2026-11-22T09:00:10Z");
    const log =
      "2026-11-22T09:00:00.123456789Z x-ray one\n2026-11-22T09:00:07Z another\n2026-11-22T09:00:08Z x-ray two\n";
    const [api] = await valueOf(recorded(ANSWERS, OBJECTS, { log, now: () => now }), apiLog);
    assert.deepEqual(
      [api?.lines, api?.ages],
      [
        ["x-ray one", "x-ray two"],
        [10, 2],
      ],
    );
  });

  it("say of an emulator without metrics and reports that it has none, and of AWS that there are none", async () => {
    const none = {
      ...ANSWERS,
      "cloudwatch.getMetricData": () => ({ MetricDataResults: [] }),
      "xray.getSamplingStatisticSummaries": () => ({ SamplingStatisticSummaries: [] }),
    };
    for (const fact of [groupCounts, samplingStatistics] as Fact[]) {
      await assert.rejects(valueOf(recorded(none, OBJECTS, { target: LOCAL.target }), fact), /unsupported/);
      await valueOf(recorded(none, OBJECTS), fact);
    }
  });

  it("keep no secret of a pod", () => {
    const [, api] = OBJECTS.pods ?? [];
    const text = JSON.stringify(readPod(api));
    assert.doesNotMatch(text, /"s"|PASSWORD/);
    assert.match(text, /"AWS_SECRET_ACCESS_KEY":"\(hidden\)"/);
  });
});
