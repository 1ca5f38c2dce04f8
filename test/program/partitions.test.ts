import assert from "node:assert/strict";
import { evaluate } from "../../offline/evaluate.ts";
import type { Overrides } from "../../offline/stack-config.ts";
import type { MockAccount } from "../../offline/mock-account.ts";

const ACCOUNTS: readonly (MockAccount & { readonly console: string; readonly nodes: RegExp })[] = [
  {
    accountId: "111122223333",
    partition: "aws-cn",
    region: "cn-north-1",
    issuer: "https://oidc.eks.cn-north-1.amazonaws.com.cn/id/EXAMPLE",
    console: "https://console.amazonaws.cn/",
    nodes: /"Service":"ec2\.amazonaws\.com\.cn"/,
  },
  {
    accountId: "444455556666",
    partition: "aws-us-gov",
    region: "us-gov-west-1",
    issuer: "https://oidc.eks.us-gov-west-1.amazonaws.com/id/EXAMPLE",
    console: "https://console.amazonaws-us-gov.com/",
    nodes: /"Service":"ec2\.amazonaws\.com"/,
  },
];

/** Every kind of thing that the program can make, in turn: nothing of another partition, account or region may be in it. */
const WAYS: Readonly<Record<string, Overrides>> = {
  "an existing cluster": { "pmp-xray:cluster": { name: "pmp-cluster", mode: "existing", createOidcProvider: false } },
  "a new cluster with Pod Identity": {
    "pmp-xray:cluster": { name: "pmp-cluster", mode: "new" },
    "pmp-xray:identity": "podIdentity",
  },
  "every switch": {
    "pmp-xray:groups": { insights: true, insightsNotifications: true },
    "pmp-xray:account": { transactionSearch: {} },
    "pmp-xray:iam": { restrictRegion: true },
  },
};

for (const target of ACCOUNTS) {
  describe(`in ${target.partition}`, () => {
    for (const [way, overrides] of Object.entries(WAYS)) {
      it(`${way}: every ARN, region and link is of that partition`, async () => {
        const image = { repository: "registry.example.com/pmp-api", tag: "1" };
        const changed = { "aws:region": target.region, "pmp-xray:api": { image }, ...overrides };
        const { resources, outputs } = await evaluate("prod", { account: target, overrides: changed });
        // The forecast is left out: its prices are those of us-east-1, and it says so.
        const { forecast, ...rest } = outputs;
        assert.ok(forecast);
        const text = JSON.stringify([resources.map(({ inputs }) => inputs), rest]);
        const arns = text.match(/arn:[a-z-]+:[a-z0-9-]*:[a-z0-9-]*:[0-9]*/g) ?? [];
        assert.ok(arns.length > 0);
        for (const arn of arns) {
          const [, partition, , region, account] = arn.split(":");
          assert.equal(partition, target.partition, arn);
          assert.ok(["", target.region].includes(region!), arn);
          assert.ok(["", target.accountId].includes(account!), arn);
        }
        assert.ok(!text.includes("us-east-1"), "no region of another partition");
        const nodes = resources.find(({ name }) => name === "cluster-nodes-role");
        if (nodes !== undefined) assert.match(String(nodes.inputs.assumeRolePolicy), target.nodes);
        for (const link of text.match(/https:\/\/console[^/]*\//g) ?? []) assert.equal(link, target.console);
      });
    }
  });
}
