import assert from "node:assert/strict";
import { checkConfig } from "@pmp/model";
import { PulumiConfig } from "./support/pulumi-config.ts";

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
  for (const { fix } of problems) assert.equal(file.follow(fix), 1, fix);
  assert.deepEqual(checkConfig(file.config).problems, []);
  return problems.map(({ path, fix }) => [path.replace("pmp-xray:", ""), /'([^']*)'$/.exec(fix)?.[1] ?? ""]);
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

describe("ARNs in the chart's values", () => {
  const api = (annotations: Readonly<Record<string, string>>, env = {}) => ({
    "pmp-xray:chart": { api: { ingress: { annotations }, env } },
  });
  const at = (key: string) => `chart.api.ingress.annotations["${key}"]`;

  it("are refused where a load balancer would not take them: each in a list, and what has no region by its partition", () => {
    const certificate = "alb.ingress.kubernetes.io/certificate-arn";
    const firewall = "alb.ingress.kubernetes.io/wafv2-acl-arn";
    const own = "arn:aws:acm:us-east-1:123456789012:certificate/1";
    assert.deepEqual(
      mended(
        api({
          [certificate]: `${own},arn:aws:acm:eu-west-1:123456789012:certificate/2`,
          [firewall]: "arn:aws-cn:wafv2:cn-north-1:123456789012:regional/webacl/a/b",
          "eks.amazonaws.com/role-arn": "arn:aws-us-gov:iam::123456789012:role/x",
        }),
      ),
      [
        [at(certificate), `${own},arn:aws:acm:us-east-1:123456789012:certificate/2`],
        [at(firewall), "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/a/b"],
        [at("eks.amazonaws.com/role-arn"), "arn:aws:iam::123456789012:role/x"],
      ],
    );
  });

  it("are taken when they are of the stack's region, without a region, no ARNs at all, or the API's own affair", () => {
    const annotations = {
      "alb.ingress.kubernetes.io/certificate-arn": "arn:aws:acm:us-east-1:123456789012:certificate/1",
      "alb.ingress.kubernetes.io/load-balancer-attributes": "access_logs.s3.bucket=logs",
      bucket: "arn:aws:s3:::logs/a",
    };
    assert.deepEqual(mended(api(annotations, { TABLE: "arn:aws:dynamodb:eu-west-1:123456789012:table/t" })), []);
  });

  it("are not judged where the stack names no region", () => {
    const chart = api({ certificate: "arn:aws:acm:eu-west-1:123456789012:certificate/2" });
    assert.deepEqual(checkConfig(new PulumiConfig({ ...BASE, "aws:region": "", ...chart }).config).problems, []);
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

  it("is refused without https://, and the fix sets what was meant", () => {
    const bare = "oidc.eks.eu-west-1.amazonaws.com/id/ABC123";
    for (const oidcIssuer of [bare, `${bare}/`, `http://${bare}`, `arn:aws:iam::123456789012:oidc-provider/${bare}`]) {
      const cluster = { name: "c", mode: "existing", oidcIssuer };
      assert.deepEqual(
        mended({ "pmp-xray:cluster": cluster }),
        [["cluster.oidcIssuer", `https://${bare}`]],
        oidcIssuer,
      );
    }
  });
});
