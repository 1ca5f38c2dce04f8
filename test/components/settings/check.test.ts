import assert from "node:assert/strict";
import { z } from "zod";
import { chartDefaults } from "../../../components/workload/chart.ts";
import { checkSettings } from "../../../components/settings/load.ts";
import { SettingsError, type Problem } from "../../../components/settings/problems.ts";
import { STACKS, stackConfig, type Overrides } from "../../program/support/stackConfig.ts";

/** The problems of the prod stack with some keys changed; none when it is accepted. */
function problemsOf(overrides: Overrides): readonly Problem[] {
  try {
    checkSettings(stackConfig("prod", overrides));
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

const API_IMAGE = { repository: "pmp-api", tag: "1" };
const CLUSTER = { name: "pmp-cluster", mode: "existing" };
const KEYS =
  "stage, platform, nameSuffix, tags, cluster, identity, namespace, api, agent, chart, sampling, groups, alarms, iam, account";

const ROLE = "arn:aws:iam::210987654321:role/cluster-reader";
const TOPIC = "arn:aws:sns:us-east-1:123456789012:on-call";
/** The settings of a new cluster with its defaults, as far as a message shows a value. */
const NEW_CLUSTER_SHOWN =
  '{"version":"1.35","network":{"cidr":"10.0.0.0/16","zones":3,"natGateways":"one"},"publicAccessCidrs":[],"admins":[],"...';
/** The chart's own list. */
const AGENT_KEYS = Object.keys(
  z.object({ agent: z.record(z.string(), z.unknown()) }).parse(chartDefaults()).agent,
).join(", ");

/** What is wrong, and the one problem that it must give: path, value, allowed, cure. */
const REFUSED: readonly (readonly [string, Overrides, readonly [string, string, string, string]])[] = [
  [
    "an unknown key that looks like a known one",
    { "pmp-xray:alarm": { faultRatePercent: 5 } },
    [
      "pmp-xray:alarm",
      String.raw`"{\"faultRatePercent\":5}"`,
      `one of the keys ${KEYS}`,
      "did you mean alarms? If not: pulumi config rm --path 'pmp-xray:alarm'",
    ],
  ],
  [
    "an unknown key that looks like none",
    { "pmp-xray:verbosity": "9" },
    ["pmp-xray:verbosity", '"9"', `one of the keys ${KEYS}`, "pulumi config rm --path 'pmp-xray:verbosity'"],
  ],
  [
    "an unknown key inside",
    { "pmp-xray:api": { image: API_IMAGE, replica: 3 } },
    [
      "pmp-xray:api.replica",
      "3",
      "one of the keys image, replicas, serviceName",
      "did you mean replicas? If not: pulumi config rm --path 'pmp-xray:api.replica'",
    ],
  ],
  [
    "an unknown stage",
    { "pmp-xray:stage": "production" },
    ["pmp-xray:stage", '"production"', '"dev" or "staging" or "prod" or "local"', set("stage", "'dev'")],
  ],
  [
    "no stage",
    { "pmp-xray:stage": undefined },
    ["pmp-xray:stage", "(not set)", '"dev" or "staging" or "prod" or "local"', set("stage", "'dev'")],
  ],
  [
    "a number where text belongs",
    { "pmp-xray:cluster": { ...CLUSTER, name: 7 } },
    [
      "pmp-xray:cluster.name",
      "7",
      "an EKS cluster name: 1 to 100 letters, digits, - and _",
      set("cluster.name", "'pmp-cluster'"),
    ],
  ],
  [
    "text where an object belongs",
    { "pmp-xray:api": "pmp-api" },
    [
      "pmp-xray:api",
      '"pmp-api"',
      "an object with the keys image, replicas, serviceName",
      "write it in the stack's file, below pmp-xray:api",
    ],
  ],
  [
    "no API at all",
    { "pmp-xray:api": undefined },
    [
      "pmp-xray:api",
      "(not set)",
      "an object with the keys image, replicas, serviceName",
      "write it in the stack's file, below pmp-xray:api",
    ],
  ],
  [
    "an image that means latest",
    { "pmp-xray:api": { image: { repository: "pmp-api" } } },
    [
      "pmp-xray:api.image",
      '{"repository":"pmp-api"}',
      "an image with a tag, a digest, or both",
      set("api.image.tag", "'1.0.0'"),
    ],
  ],
  [
    "a tag inside the repository",
    { "pmp-xray:api": { image: { repository: "pmp-api:1", tag: "1" } } },
    [
      "pmp-xray:api.image.repository",
      '"pmp-api:1"',
      "an image repository without tag or digest, like 123456789012.dkr.ecr.us-east-1.amazonaws.com/pmp-api",
      set("api.image.repository", "'pmp-api'"),
    ],
  ],
  [
    "a service name that makes a group name of more than 32",
    { "pmp-xray:api": { image: API_IMAGE, serviceName: "a".repeat(26) } },
    [
      "pmp-xray:api.serviceName",
      `"${"a".repeat(26)}"`,
      "1 to 25 letters, digits and -, beginning with a letter",
      set("api.serviceName", "'pmp-api'"),
    ],
  ],
  [
    "a namespace in capitals",
    { "pmp-xray:namespace": "PMP" },
    [
      "pmp-xray:namespace",
      '"PMP"',
      "a namespace: 1 to 63 of a-z 0-9 and -, with a letter or digit at both ends",
      set("namespace", "'pmp'"),
    ],
  ],
  [
    "a percentage above 100",
    { "pmp-xray:alarms": { faultRatePercent: 140 } },
    [
      "pmp-xray:alarms.faultRatePercent",
      "140",
      "a number from 0.1 to 100 (percent of traces)",
      set("alarms.faultRatePercent", "--type float 5"),
    ],
  ],
  [
    "a fraction that the command line kept as text",
    { "pmp-xray:groups": { slowSeconds: "0.5" } },
    [
      "pmp-xray:groups.slowSeconds",
      '"0.5"',
      "a number from 0.001 to 300 (seconds)",
      set("groups.slowSeconds", "--type float 2"),
    ],
  ],
  [
    "half a period",
    { "pmp-xray:alarms": { periodSeconds: 90 } },
    ["pmp-xray:alarms.periodSeconds", "90", "60 to 3600 seconds, in whole minutes", set("alarms.periodSeconds", "300")],
  ],
  [
    "an issuer without https",
    { "pmp-xray:cluster": { ...CLUSTER, oidcIssuer: "http://issuer" } },
    [
      "pmp-xray:cluster.oidcIssuer",
      '"http://issuer"',
      "the cluster's issuer URL, which begins with https://",
      set("cluster.oidcIssuer", "'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE'"),
    ],
  ],
  [
    "a kubeconfig that is no text, which is never printed",
    { "pmp-xray:cluster": { ...CLUSTER, kubeconfig: { token: "hidden" } } },
    [
      "pmp-xray:cluster.kubeconfig",
      "[secret]",
      "the text of a kubeconfig, or a path to one",
      set("cluster.kubeconfig", "'./kubeconfig'"),
    ],
  ],
  [
    "an ARN of something else",
    { "pmp-xray:alarms": { topicArn: "arn:aws:sqs:us-east-1:123456789012:q" } },
    [
      "pmp-xray:alarms.topicArn",
      '"arn:aws:sqs:us-east-1:123456789012:q"',
      "an ARN like arn:aws:sns:us-east-1:123456789012:on-call",
      set("alarms.topicArn", "'arn:aws:sns:us-east-1:123456789012:on-call'"),
    ],
  ],
  [
    "a tag that belongs to AWS",
    { "pmp-xray:tags": { "aws:team": "x" } },
    [
      'pmp-xray:tags["aws:team"]',
      '"x"',
      "a tag key of 1 to 128 letters, digits, spaces and _ . : / = + - @, not beginning with aws:",
      `pulumi config rm --path 'pmp-xray:tags["aws:team"]'`,
    ],
  ],
  [
    "the platform that can't be had yet",
    { "pmp-xray:platform": "ecs" },
    ["pmp-xray:platform", '"ecs"', '"eks": this program can\'t set up ECS yet', set("platform", "'eks'")],
  ],
  [
    "settings of a new cluster for one that exists",
    { "pmp-xray:cluster": { ...CLUSTER, new: { version: "1.35" } } },
    [
      "pmp-xray:cluster.new",
      NEW_CLUSTER_SHOWN,
      "nothing, with mode existing",
      "pulumi config rm --path 'pmp-xray:cluster.new'",
    ],
  ],
  [
    "an issuer for a cluster that isn't made yet",
    { "pmp-xray:cluster": { ...CLUSTER, mode: "new", oidcIssuer: "https://issuer" } },
    [
      "pmp-xray:cluster.oidcIssuer",
      '"https://issuer"',
      "nothing, with mode new: the program makes the cluster, and knows",
      "pulumi config rm --path 'pmp-xray:cluster.oidcIssuer'",
    ],
  ],
  [
    "a kubeconfig for a cluster that isn't made yet, which is never printed",
    { "pmp-xray:cluster": { ...CLUSTER, mode: "new", kubeconfig: "hidden" } },
    [
      "pmp-xray:cluster.kubeconfig",
      '"[secret]"',
      "nothing, with mode new: the program makes the cluster, and knows",
      "pulumi config rm --path 'pmp-xray:cluster.kubeconfig'",
    ],
  ],
  [
    "a version that EKS no longer supports in standard support",
    { "pmp-xray:cluster": { ...CLUSTER, mode: "new", new: { version: "1.33" } } },
    [
      "pmp-xray:cluster.new.version",
      '"1.33"',
      "a Kubernetes version from 1.35 on, in standard support of EKS",
      set("cluster.new.version", "'1.35'"),
    ],
  ],
  [
    "a Kubernetes API that is open to the world",
    { "pmp-xray:cluster": { ...CLUSTER, mode: "new", new: { publicAccessCidrs: ["0.0.0.0/0"] } } },
    [
      "pmp-xray:cluster.new.publicAccessCidrs[0]",
      '"0.0.0.0/0"',
      "an IPv4 block of /8 or smaller, like 203.0.113.0/24",
      set("cluster.new.publicAccessCidrs[0]", "'203.0.113.0/24'"),
    ],
  ],
  [
    "more nodes at least than at most",
    { "pmp-xray:cluster": { ...CLUSTER, mode: "new", new: { nodes: { min: 5, max: 4 } } } },
    ["pmp-xray:cluster.new.nodes.max", "4", "at least nodes.min, which is 5", set("cluster.new.nodes.max", "5")],
  ],
  [
    "an instance type of the other architecture",
    { "pmp-xray:cluster": { ...CLUSTER, mode: "new", new: { nodes: { instanceType: "c7gn.xlarge" } } } },
    [
      "pmp-xray:cluster.new.nodes.instanceType",
      '"c7gn.xlarge"',
      "a type for amd64",
      set("cluster.new.nodes.architecture", "'arm64'"),
    ],
  ],
  [
    "nodes without a way out and an image from outside",
    { "pmp-xray:cluster": { ...CLUSTER, mode: "new", new: { network: { natGateways: "none" } } } },
    [
      "pmp-xray:agent.image",
      "(not set)",
      "an image in a registry inside the VPC, with natGateways none",
      set("agent.image.repository", "'123456789012.dkr.ecr.us-east-1.amazonaws.com/aws-xray-daemon'"),
    ],
  ],
  [
    "a log retention that CloudWatch doesn't know",
    { "pmp-xray:cluster": { ...CLUSTER, mode: "new", new: { logRetentionDays: 100 } } },
    [
      "pmp-xray:cluster.new.logRetentionDays",
      "100",
      "a number of days that CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, " +
        "1096, 1827, 2192, 2557, 2922, 3288, 3653",
      set("cluster.new.logRetentionDays", "90"),
    ],
  ],
  [
    "Pod Identity and a token of the chart's own",
    { "pmp-xray:identity": "podIdentity", "pmp-xray:agent": { projectToken: true } },
    [
      "pmp-xray:agent.projectToken",
      "true",
      "false, with identity podIdentity: EKS mounts the token",
      "pulumi config rm --path 'pmp-xray:agent.projectToken'",
    ],
  ],
  [
    "Pod Identity across accounts",
    { "pmp-xray:identity": "podIdentity", "pmp-xray:cluster": { ...CLUSTER, roleArn: ROLE } },
    [
      "pmp-xray:cluster.roleArn",
      `"${ROLE}"`,
      "nothing, with identity podIdentity: its role must be in the cluster's account",
      set("identity", "'irsa'"),
    ],
  ],
  [
    "a subscription to somebody else's topic",
    { "pmp-xray:alarms": { topicArn: TOPIC, email: "on-call@example.com" } },
    [
      "pmp-xray:alarms.email",
      '"on-call@example.com"',
      "nothing, with alarms.topicArn: the subscriptions of an existing topic are its owner's",
      "pulumi config rm --path 'pmp-xray:alarms.email'",
    ],
  ],
  [
    "more periods than CloudWatch looks back",
    { "pmp-xray:alarms": { periodSeconds: 3600, evaluationPeriods: 25 } },
    [
      "pmp-xray:alarms.evaluationPeriods",
      "25",
      "a whole number from 1 to 24 (periods)",
      set("alarms.evaluationPeriods", "2"),
    ],
  ],
  [
    "notifications of insights that are off",
    { "pmp-xray:groups": { insightsNotifications: true } },
    ["pmp-xray:groups.insightsNotifications", "true", "false, without groups.insights", set("groups.insights", "true")],
  ],
  [
    "notifications of insights to somebody else's topic",
    { "pmp-xray:groups": { insights: true, insightsNotifications: true }, "pmp-xray:alarms": { topicArn: TOPIC } },
    [
      "pmp-xray:groups.insightsNotifications",
      "true",
      "false, with alarms.topicArn: an existing topic's policy is its owner's",
      "pulumi config rm --path 'pmp-xray:groups.insightsNotifications'",
    ],
  ],
  [
    "a chart value that looks like another one",
    { "pmp-xray:chart": { agent: { priorityClasName: "x" } } },
    [
      "pmp-xray:chart.agent.priorityClasName",
      '"x"',
      `one of the keys ${AGENT_KEYS}`,
      "did you mean priorityClassName? If not: pulumi config rm --path 'pmp-xray:chart.agent.priorityClasName'",
    ],
  ],
  [
    "a chart value of the wrong type",
    { "pmp-xray:chart": { agent: { tolerations: [{ operator: "Always" }] } } },
    [
      "pmp-xray:chart.agent.tolerations[0].operator",
      '"Always"',
      "what the chart takes: it must be equal to one of the allowed values",
      "see the table of values in charts/pmp-xray/README.md",
    ],
  ],
  [
    "a chart value that the program sets",
    { "pmp-xray:chart": { api: { replicas: 9 } } },
    [
      "pmp-xray:chart.api.replicas",
      "9",
      "nothing: the program sets this value itself, from its other settings",
      "pulumi config rm --path 'pmp-xray:chart.api.replicas'",
    ],
  ],
  [
    "an encryption key that is no key",
    { "pmp-xray:account": { encryptionKeyArn: "alias/xray" } },
    [
      "pmp-xray:account.encryptionKeyArn",
      '"alias/xray"',
      "an ARN like arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555",
      set("account.encryptionKeyArn", "'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555'"),
    ],
  ],
];

function set(path: string, value: string): string {
  return `pulumi config set --path 'pmp-xray:${path}' ${value}`;
}

describe("settings", () => {
  for (const stack of STACKS) {
    it(`of ${stack} are accepted as they stand in its file`, () => {
      assert.equal(checkSettings(stackConfig(stack)).stage, stack);
    });
  }

  for (const [what, overrides, [path, value, allowed, cure]] of REFUSED) {
    it(`refuse ${what}`, () => {
      assert.deepEqual(problemsOf(overrides), [{ path, value, allowed, cure }]);
    });
  }

  it("hand on what the sampling plan says, with its path in the settings", () => {
    const problems = problemsOf({ "pmp-xray:sampling": { preset: "production" }, "pmp-xray:stage": undefined });
    assert.deepEqual(
      problems.map(({ path, value }) => [path, value]),
      [
        ["pmp-xray:stage", "(not set)"],
        ["pmp-xray:sampling.preset", '"production"'],
      ],
    );
  });

  it("refuse more critical paths than an account can have groups for", () => {
    const rules = Array.from({ length: 22 }, (_, index) => ({ name: `r${index}`, path: `/p${index}/*`, rate: 1 }));
    const catchAll = { name: "rest", rate: 0.1 };
    assert.deepEqual(problemsOf({ "pmp-xray:sampling": { rules: [...rules.slice(1), catchAll] } }), []);
    assert.deepEqual(problemsOf({ "pmp-xray:sampling": { rules: [...rules, catchAll] } }), [
      {
        path: "pmp-xray:sampling.rules",
        value: "22 rules for a path with rate 1",
        allowed: "at most 21: each becomes an X-Ray group, and an account has 25 in a region",
        cure: "join paths by a wider pattern, or give those that aren't critical a rate below 1",
      },
    ]);
  });

  it("leave the keys of other namespaces alone", () => {
    assert.deepEqual(problemsOf({ "aws:profile": "x", "kubernetes:context": "y", "pmp-xrays:stage": "z" }), []);
  });

  it("name every problem at once", () => {
    const overrides = Object.fromEntries(
      REFUSED.filter(([what]) => /unknown key|namespace|percentage|issuer/.test(what)).flatMap(([, change]) =>
        Object.entries(change),
      ),
    );
    assert.equal(problemsOf(overrides).length, Object.keys(overrides).length);
  });
});
