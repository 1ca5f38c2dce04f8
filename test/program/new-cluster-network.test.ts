import assert from "node:assert/strict";
import { tooFewZones } from "../../components/cluster/zones.ts";
import { MOCK_ACCOUNT, type MockAccount } from "../../offline/mock-account.ts";
import { all, one } from "./support/evaluate.ts";
import { withCluster } from "./support/new-cluster.ts";

const SUBNET = "aws:ec2/subnet:Subnet";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const RECEIVER = "arn:aws:iam::210987654321:role/pmp-xray-receiver";

const in_ = (region: string, partition = "aws"): MockAccount => ({
  ...MOCK_ACCOUNT,
  region,
  partition,
  issuer: `https://oidc.eks.${region}.amazonaws.com/id/EXAMPLE`,
});
const region = (name: string) => ({ "aws:region": name });

describe("the network of a new cluster", () => {
  it("is in zones that EKS takes: no Local Zone, none that is away, and not use1-az3, whatever its name", async () => {
    const subnets = all(await withCluster(), SUBNET);
    assert.deepEqual(
      [...new Set(subnets.map(({ inputs }) => inputs.availabilityZone))],
      ["us-east-1b", "us-east-1d", "us-east-1e"],
    );
  });

  it("is in the first zones elsewhere, so that a region's zones stay as they are", async () => {
    const subnets = all(
      await withCluster({ new: { network: { zones: 2 } } }, region("eu-west-1"), in_("eu-west-1")),
      SUBNET,
    );
    assert.deepEqual(
      subnets.map(({ inputs }) => inputs.availabilityZone),
      ["eu-west-1a", "eu-west-1b", "eu-west-1a", "eu-west-1b"],
    );
  });

  it("is refused where a region has too few, with the setting and the command", async () => {
    const said =
      "us-west-1 has 2 availability zones for clusters in this account (us-west-1a, us-west-1b), and " +
      "pmp-xray:cluster.new.network.zones asks for 3. Use fewer: " +
      "pulumi config set --path 'pmp-xray:cluster.new.network.zones' 2";
    await assert.rejects(withCluster({}, region("us-west-1"), in_("us-west-1")), { message: said });
    const followed = await withCluster({ new: { network: { zones: 2 } } }, region("us-west-1"), in_("us-west-1"));
    assert.equal(all(followed, SUBNET).length, 4);
    assert.equal(
      tooFewZones("xx-test-1", ["xx-test-1a"], 2, "cluster.new.network.zones"),
      "xx-test-1 has 1 availability zones for clusters in this account (xx-test-1a); two are needed. " +
        "Choose another region: pulumi config set aws:region REGION",
    );
  });

  for (const [natGateways, gateways, routes] of [
    ["none", 0, []],
    ["one", 1, ["cluster-network-1-id", "cluster-network-1-id", "cluster-network-1-id"]],
    ["perZone", 3, ["cluster-network-1-id", "cluster-network-2-id", "cluster-network-3-id"]],
  ] as const) {
    it(`natGateways ${natGateways}: has ${gateways}, and routes of private subnets to them only`, async () => {
      const image = { repository: "123456789012.dkr.ecr.us-east-1.amazonaws.com/xray", tag: "1" };
      const made = await withCluster({ new: { network: { natGateways } } }, { "pmp-xray:agent": { image } });
      assert.equal(all(made, "aws:ec2/natGateway:NatGateway").length, gateways);
      const out = all(made, "aws:ec2/route:Route").filter(({ name }) => name.includes("private"));
      assert.deepEqual(
        out.map(({ inputs }) => inputs.natGatewayId),
        routes,
      );
      const [first] = all(made, SUBNET).filter(({ name }) => name.includes("private"));
      assert.equal(first!.inputs.mapPublicIpOnLaunch, false);
    });
  }

  it("finds the endpoints in China, where some services have another name", async () => {
    const made = await withCluster({}, region("cn-north-1"), in_("cn-north-1", "aws-cn"));
    const names = Object.fromEntries(all(made, ENDPOINT).map(({ name, inputs }) => [name, inputs.serviceName]));
    assert.deepEqual(names, {
      "cluster-network-ec2": "cn.com.amazonaws.cn-north-1.ec2",
      "cluster-network-ecr-api": "cn.com.amazonaws.cn-north-1.ecr.api",
      "cluster-network-ecr-dkr": "cn.com.amazonaws.cn-north-1.ecr.dkr",
      "cluster-network-eks": "com.amazonaws.cn-north-1.eks",
      "cluster-network-eks-auth": "com.amazonaws.cn-north-1.eks-auth",
      "cluster-network-logs": "com.amazonaws.cn-north-1.logs",
      "cluster-network-s3": "com.amazonaws.cn-north-1.s3",
      "cluster-network-sts": "com.amazonaws.cn-north-1.sts",
      "cluster-network-xray": "com.amazonaws.cn-north-1.xray",
    });
  });

  it("lets a role of another account send traces, where the agent takes it, and nobody else's", async () => {
    const accounts = async (agent: object) => {
      const { inputs } = one(await withCluster({}, { "pmp-xray:agent": agent }), ENDPOINT, "cluster-network-xray");
      const [statement] = (JSON.parse(String(inputs.policy)) as { Statement: { Condition: unknown }[] }).Statement;
      return statement!.Condition;
    };
    const of = (value: unknown) => ({ StringEquals: { "aws:PrincipalAccount": value } });
    assert.deepEqual(await accounts({}), of("123456789012"));
    assert.deepEqual(await accounts({ assumeRoleArn: RECEIVER }), of(["123456789012", "210987654321"]));
    const own = { assumeRoleArn: "arn:aws:iam::123456789012:role/pmp-xray-receiver" };
    assert.deepEqual(await accounts(own), of("123456789012"));
  });

  it("narrows no other endpoint", async () => {
    const open = all(await withCluster(), ENDPOINT).filter(({ inputs }) => inputs.policy === undefined);
    assert.equal(open.length, 8);
  });
});
