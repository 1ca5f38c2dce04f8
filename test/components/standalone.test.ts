import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { output, type Output } from "@pulumi/pulumi";
import * as eks from "@pulumi/eks";
import { TraceEncryption } from "../../components/account/encryption.ts";
import { slowestRequests } from "../../components/account/spans.ts";
import { TransactionSearch } from "../../components/account/transaction-search.ts";
import { ExistingCluster } from "../../components/cluster/existing-cluster.ts";
import { Network } from "../../components/cluster/network.ts";
import { NewCluster } from "../../components/cluster/new-cluster.ts";
import { NodeGroup } from "../../components/cluster/node-group.ts";
import { OidcProvider } from "../../components/iam/oidc-provider.ts";
import { XRayReadPolicy } from "../../components/iam/read-policy.ts";
import { ServiceAccountRole } from "../../components/iam/service-account-role.ts";
import { XRayWritePolicy } from "../../components/iam/write-policy.ts";
import { AlarmTopic } from "../../components/tracing/alarm-topic.ts";
import { TraceAlarms } from "../../components/tracing/alarms.ts";
import { TracingDashboard } from "../../components/tracing/dashboard.ts";
import { TraceGroups } from "../../components/tracing/groups.ts";
import { InsightEvents } from "../../components/tracing/insight-events.ts";
import { SamplingRules } from "../../components/tracing/sampling-rules.ts";
import { RestrictedNamespace } from "../../components/workload/restricted-namespace.ts";
import { TracingChart } from "../../components/workload/tracing-chart.ts";
import { run } from "../../offline/evaluate.ts";
import { RecordingMonitor } from "../../offline/recording-monitor.ts";
import { ECS_CASES } from "./support/ecs-cases.ts";

const COMPONENTS = join(import.meta.dirname, "../../components");

/** An input that becomes known later, as the output of another resource does. */
function later<T>(value: T): Output<T> {
  return output(new Promise<T>((resolve) => setImmediate(() => resolve(value)))) as Output<T>;
}

const account = {
  accountId: later("123456789012"),
  partition: later("aws"),
  dnsSuffix: later("amazonaws.com"),
  region: later("us-east-1"),
  callerArn: later("arn:aws:iam::123456789012:user/ci"),
};
const tags = later({ team: later("shop") });
const group = (name: string) => ({ groupName: later(`shop-${name}`), filterExpression: later(`service("${name}")`) });
const byPurpose = { all: group("all"), faults: group("faults"), errors: group("errors"), slow: group("slow") };
const thresholds = {
  faultRatePercent: later(5),
  errorRatePercent: later(25),
  slowPercent: later(10),
  minimumTraces: later(20),
  periodSeconds: later(300),
};
const nodes = { architecture: later("arm64" as const), min: later(2), max: later(4), diskGiB: later(50) };
const network = { cidr: "10.0.0.0/16", availabilityZones: ["us-east-1b", "us-east-1d"], natGateways: "one" } as const;
const permissionsBoundary = later("arn:aws:iam::123456789012:policy/boundary");
const topicArn = later("arn:aws:sns:us-east-1:123456789012:shop");
const query = later(slowestRequests("shop"));
const role = {
  ...account,
  roleName: later("shop-agent"),
  namespace: later("shop"),
  serviceAccount: later("agent"),
  tags,
};
const policies = { write: later("arn:aws:iam::123456789012:policy/write") };

/** A cluster that somebody made with @pulumi/eks. */
function someCluster(): eks.Cluster {
  return new eks.Cluster("other", {
    name: "shop",
    createOidcProvider: false,
    skipDefaultNodeGroup: true,
    skipDefaultSecurityGroups: true,
    authenticationMode: "API",
  });
}

/** Each component with outputs for its inputs; what must be in the inputs of its resources, and how many resources there are. */
const CASES: readonly (readonly [string, () => unknown, number, readonly string[]])[] = [
  ...ECS_CASES,
  ["TraceEncryption", () => new TraceEncryption("x", { keyArn: later("arn:key") }), 1, ["arn:key"]],
  [
    "TransactionSearch",
    () =>
      new TransactionSearch("x", {
        ...account,
        indexingPercent: later(7),
        retentionDays: later(14),
        logPolicyName: later("shop-log-policy"),
        query,
      }),
    4,
    ["shop-log-policy", '"desiredSamplingPercentage":7', "pmp-tracing/shop slowest requests"],
  ],
  [
    "ExistingCluster",
    () =>
      new ExistingCluster("x", {
        clusterName: later("shop"),
        region: account.region,
        roleArn: later("arn:aws:iam::123456789012:role/reader"),
        deleteUnreachable: true,
      }),
    2,
    ["role/reader", '--cluster-name\\",\\"shop\\"'],
  ],
  [
    "Network",
    () =>
      new Network("x", {
        ...network,
        interfaceEndpoints: [{ service: "xray", policy: later("{}") }],
        gatewayEndpoints: ["s3"],
        privateSubnetTags: later({ private: "yes" }),
        region: account.region,
        tags,
      }),
    4,
    ["10.0.0.0/16", '"private":"yes"', "com.amazonaws.us-east-1.xray", '"team":"shop"'],
  ],
  [
    "NewCluster",
    () =>
      new NewCluster("x", {
        ...account,
        ...network,
        clusterName: later("shop"),
        version: later("1.36"),
        publicAccessCidrs: [later("203.0.113.0/24")],
        admins: ["arn:aws:iam::123456789012:role/platform"],
        logRetentionDays: later(90),
        nodes,
        addons: { coredns: later("v1.13.1-eksbuild.1") },
        podIdentity: true,
        xrayAccountIds: [later("210987654321")],
        permissionsBoundary,
        tags,
      }),
    27,
    ["/aws/eks/shop/cluster", "203.0.113.0/24", "v1.13.1-eksbuild.1", "210987654321", "m7g.large", '"version":"1.36"'],
  ],
  [
    "NodeGroup",
    () =>
      new NodeGroup("x", {
        ...account,
        ...nodes,
        cluster: someCluster(),
        subnetIds: later(["subnet-1"]),
        kubernetesVersion: later("1.36"),
        permissionsBoundary,
        tags,
      }),
    6,
    ["m7g.large", "AL2023_ARM_64_STANDARD", '"minSize":2', "subnet-1"],
  ],
  [
    "OidcProvider",
    () => new OidcProvider("x", { issuer: later("https://issuer.example.com"), tags }),
    1,
    ["https://issuer.example.com", '"team":"shop"'],
  ],
  [
    "XRayReadPolicy",
    () => new XRayReadPolicy("x", { policyName: later("shop-read"), agentRoleArn: later("arn:role"), tags }),
    1,
    ["shop-read", "arn:role"],
  ],
  [
    "ServiceAccountRole",
    () =>
      new ServiceAccountRole("x", {
        ...role,
        policies,
        oidcProviderArn: later("arn:provider"),
        oidcIssuer: later("https://issuer.example.com/"),
        mayAssume: later("arn:other"),
        permissionsBoundary,
      }),
    3,
    ["shop-agent", "shop/agent", "issuer.example.com:sub", "arn:other", "policy/write", "policy/boundary"],
  ],
  [
    "ServiceAccountRole",
    () => new ServiceAccountRole("x", { ...role, policies, podIdentityCluster: later("shop") }),
    3,
    ["arn:aws:eks:us-east-1:123456789012:cluster/shop", '"serviceAccount":"agent"'],
  ],
  [
    "XRayWritePolicy",
    () => new XRayWritePolicy("x", { policyName: later("shop-write"), onlyRegion: account.region, tags }),
    1,
    ["shop-write", "us-east-1"],
  ],
  [
    "AlarmTopic",
    () => new AlarmTopic("x", { topicName: later("shop"), email: later("on-call@example.com"), tags }),
    2,
    ["on-call@example.com"],
  ],
  [
    "TraceAlarms",
    () =>
      new TraceAlarms("x", {
        ...thresholds,
        service: later("shop"),
        nameSuffix: later("-blue"),
        byPurpose,
        region: account.region,
        topicArn,
        pagingTopicArn: later("arn:pager"),
        runbookUrl: later("https://wiki.example.com"),
        evaluationPeriods: later(2),
        noTracesMinutes: 30,
        tags,
      }),
    5,
    ["shop-fault-rate-blue", "shop-no-traces-blue", "arn:pager", "https://wiki.example.com", "More than 5 % of"],
  ],
  [
    "TracingDashboard",
    () =>
      new TracingDashboard("x", {
        ...thresholds,
        dashboardName: later("shop"),
        service: later("shop"),
        region: account.region,
        byPurpose,
        criticalPaths: [group("checkout")],
        alarmArns: [later("arn:alarm")],
        runbookUrl: later("https://wiki.example.com"),
        spanQuery: query,
      }),
    1,
    ["arn:alarm", "shop-checkout", "shop slowest requests", "https://wiki.example.com"],
  ],
  [
    "TraceGroups",
    () =>
      new TraceGroups("x", {
        byPurpose,
        criticalPaths: [{ groupName: "shop-checkout", filterExpression: later("checkout") }],
        insights: later(true),
        insightsNotifications: later(true),
        tags,
      }),
    5,
    ["shop-faults", "checkout", '"insightsEnabled":true,"notificationsEnabled":true'],
  ],
  [
    "InsightEvents",
    () =>
      new InsightEvents("x", {
        ruleName: later("shop-insights"),
        groupName: later("shop-all"),
        topicArn,
        accountId: account.accountId,
        tags,
      }),
    3,
    ["shop-insights", "shop-all", "123456789012"],
  ],
  [
    "SamplingRules",
    () =>
      new SamplingRules("x", {
        rules: [
          {
            ...{ ruleName: "checkout", resourceArn: "*", host: "*", httpMethod: "*", serviceType: "*", version: 1 },
            ...{ serviceName: later("shop"), urlPath: later("/checkout*"), priority: 1, reservoirSize: later(1) },
            fixedRate: later(0.5),
          },
        ],
        tags,
      }),
    1,
    ["/checkout*", '"fixedRate":0.5'],
  ],
  ["RestrictedNamespace", () => new RestrictedNamespace("x", { namespace: later("shop") }), 1, ['"name":"shop"']],
  [
    "TracingChart",
    () => new TracingChart("x", { namespace: later("shop"), values: later({ region: "us-east-1" }) }),
    1,
    ['"namespace":"shop"', '"region":"us-east-1"'],
  ],
];

/** The components of this repository: class names by file. */
function componentFiles(): (readonly [string, string])[] {
  return globSync(`${COMPONENTS}/**/*.ts`).flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/export class (\w+) extends pulumi\.ComponentResource/g)].map(
      ([, name]) => [name!, file] as const,
    ),
  );
}

describe("a component without the settings of a stack", () => {
  for (const [name, make, count, contents] of CASES) {
    it(`${name}: takes outputs, and they reach its resources`, async () => {
      const monitor = new RecordingMonitor();
      await run({}, "dev", monitor, () => {
        make();
        return Promise.resolve({});
      });
      const made = monitor.registered.filter(({ type, urn }) => !type.startsWith("pmp:") && /[:$]pmp:/.test(urn));
      const text = JSON.stringify(made.map(({ inputs }) => inputs));
      for (const content of contents) assert.ok(text.includes(content), `${content} is not in ${text}`);
      assert.ok(!text.includes("Output<T>"), text);
      assert.equal(made.length, count, made.map(({ type, name: made_ }) => `${type} ${made_}`).join("\n"));
    });
  }

  it("is one of all components", () => {
    const names = componentFiles().map(([name]) => name);
    assert.ok(names.length > 15);
    assert.deepEqual(new Set(names), new Set(CASES.map(([name]) => name)));
  });

  for (const [name, file] of componentFiles()) {
    it(`${name}: knows nothing of the settings: ${basename(file)} imports none`, () => {
      assert.doesNotMatch(readFileSync(file, "utf8"), /from "(@pmp\/model"|.*\/settings\/)|\bSettings\b/);
    });
  }

  it("can be put together in a program of one's own, as docs/components.md shows", async () => {
    const monitor = new RecordingMonitor();
    const exported = await run({}, "dev", monitor, async () => ({ ...(await import("./support/example.ts")) }));
    assert.deepEqual(await new Promise((resolve) => output(exported as object).apply(resolve)), {
      alarmNames: ["shop-page", "shop-fault-rate", "shop-error-rate", "shop-slow-share"],
    });
    const types = monitor.registered.map(({ type }) => type);
    for (const type of ["pmp:tracing:TraceGroups", "aws:xray/samplingRule:SamplingRule", "aws:sns/topic:Topic"]) {
      assert.ok(types.includes(type), type);
    }
  });
});
