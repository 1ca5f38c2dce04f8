import assert from "node:assert/strict";
import { checkConfig } from "@pmp/model";
import { PulumiConfig } from "./support/pulumiConfig.ts";

const BASE = {
  "aws:region": "us-east-1",
  "pmp-xray:stage": "prod",
  "pmp-xray:api": { image: { repository: "pmp-api", tag: "1" } },
  "pmp-xray:sampling": { preset: "prod" },
  "pmp-xray:cluster": { name: "c", mode: "existing" },
};
const KEY = "11111111-2222-3333-4444-555555555555";

/** The problem's path and the value that its command sets; the stack must be right after it. */
function mended(stack: Readonly<Record<string, unknown>>): (readonly [string, string])[] {
  const file = new PulumiConfig({ ...BASE, ...stack });
  const { problems } = checkConfig(file.config);
  for (const { cure } of problems) assert.equal(file.follow(cure), 1, cure);
  assert.deepEqual(checkConfig(file.config).problems, []);
  return problems.map(({ path, cure }) => [path.replace("pmp-xray:", ""), /'([^']*)'$/.exec(cure)?.[1] ?? ""]);
}

describe("ARNs of another place than the stack's", () => {
  it("are refused at once, with the form that works: regions, partitions, subscriptions, FIFO topics, aliases of keys", () => {
    assert.deepEqual(
      mended({
        "pmp-xray:alarms": {
          topicArn: "arn:aws:sns:eu-west-1:123456789012:on-call:1f2e3d4c-0000-1111-2222-333344445555",
          pagingTopicArn: "arn:aws-us-gov:sns:us-gov-west-1:123456789012:pager.fifo",
        },
        "pmp-xray:account": { encryptionKeyArn: "arn:aws:kms:eu-west-1:123456789012:key/alias/aws/xray" },
        "pmp-xray:iam": { permissionsBoundary: "arn:aws-cn:iam::aws:policy/PowerUserAccess" },
        "pmp-xray:agent": { assumeRoleArn: "arn:aws-cn:iam::210987654321:role/x" },
        "pmp-xray:cluster": { name: "c", mode: "existing", roleArn: "arn:aws-cn:iam::210987654321:role/x" },
      }),
      [
        ["alarms.topicArn", "arn:aws:sns:us-east-1:123456789012:on-call"],
        ["alarms.pagingTopicArn", "arn:aws:sns:us-east-1:123456789012:pager"],
        ["account.encryptionKeyArn", `arn:aws:kms:us-east-1:123456789012:key/${KEY}`],
        ["iam.permissionsBoundary", "arn:aws:iam::aws:policy/PowerUserAccess"],
        ["agent.assumeRoleArn", "arn:aws:iam::210987654321:role/x"],
        ["cluster.roleArn", "arn:aws:iam::210987654321:role/x"],
      ],
    );
  });

  it("are those of the stack's own region in each partition", () => {
    for (const [region, partition] of [
      ["eu-west-1", "aws"],
      ["cn-north-1", "aws-cn"],
      ["us-gov-west-1", "aws-us-gov"],
      ["eusc-de-east-1", "aws-eusc"],
      ["us-iso-east-1", "aws-iso"],
      ["us-isob-east-1", "aws-iso-b"],
    ] as const) {
      const right = { topicArn: `arn:${partition}:sns:${region}:123456789012:on-call` };
      assert.deepEqual(mended({ "aws:region": region, "pmp-xray:alarms": right }), [], region);
      const wrong = { topicArn: "arn:aws-other:sns:mx-central-1:123456789012:on-call" };
      assert.deepEqual(mended({ "aws:region": region, "pmp-xray:alarms": wrong }), [
        ["alarms.topicArn", right.topicArn],
      ]);
    }
  });
});

describe("an issuer that tokens don't have", () => {
  it("is refused: a slash at the end, a host in capitals", () => {
    const want = "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC123";
    for (const oidcIssuer of [`${want}/`, `${want}//`, "https://OIDC.eks.eu-west-1.amazonaws.com/id/ABC123"]) {
      const cluster = { name: "c", mode: "existing", oidcIssuer };
      assert.deepEqual(mended({ "pmp-xray:cluster": cluster }), [["cluster.oidcIssuer", want]], oidcIssuer);
    }
  });
});
