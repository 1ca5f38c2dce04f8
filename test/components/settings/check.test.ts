import assert from "node:assert/strict";
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
      set("alarms.faultRatePercent", "5"),
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
