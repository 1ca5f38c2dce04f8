import assert from "node:assert/strict";
import { evaluate } from "../../../offline/evaluate.ts";
import { MOCK_ACCOUNT, type MockNetwork } from "../../../offline/mock-account.ts";
import { RecordingMonitor } from "../../../offline/recording-monitor.ts";
import { stackConfig, type Config } from "../../../offline/stack-config.ts";
import { SettingsError } from "../../../components/settings/problems.ts";
import { PulumiConfig } from "../../packages/model/support/pulumi-config.ts";
import { afterCommand, check } from "./support.ts";

type Tree = Readonly<Record<string, unknown>>;

const [A, B] = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"];
const ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
const SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:pmp-api-AbCdEf";
const PARAMETER = "arn:aws:ssm:us-east-1:123456789012:parameter/pmp";
const NAT = { cidrBlock: "0.0.0.0/0", natGatewayId: "nat-1" };
const LOCAL = { cidrBlock: "10.0.0.0/16", gatewayId: "local" };

/** The stack ecs-prod, with members of its section and other sections changed. The agent's image is in a mirror. */
function stack(ecs: Tree = {}, network: Tree = {}, more: Tree = {}): Config {
  const given = JSON.parse(stackConfig("ecs-prod")["pmp-xray:ecs"]!) as { network: Tree };
  const mirrored = { pullThroughCache: false, mirror: `${ECR}/mirror` };
  return stackConfig("ecs-prod", {
    "pmp-xray:ecs": { ...given, ...mirrored, network: { ...given.network, ...network }, ...ecs },
    ...more,
  });
}

const NEEDED = ["xray", "ecr.api", "ecr.dkr", "logs"];
const byInterface = (service: string) => ({ id: `vpce-${service}`, service, type: "Interface" as const });
const S3 = { id: "vpce-s3", service: "s3", type: "Gateway" as const, routeTableIds: ["rtb-a", "main"] };

/** Two subnets, one with a route table of its own, without any way out but endpoints. */
function closed(endpoints: MockNetwork["endpoints"] = [...NEEDED.map(byInterface), S3]): MockNetwork {
  return { subnets: { [A]: "rtb-a", [B]: undefined }, routes: { "rtb-a": [LOCAL], main: [LOCAL] }, endpoints };
}

function withRoute(route: Readonly<Record<string, string>>): MockNetwork {
  return { ...closed([]), routes: { "rtb-a": [LOCAL, route], main: [LOCAL, route] } };
}

const settingOf = ({ path, value }: { readonly path: string; readonly value: string }) => [path, value];

describe("ECS: the network that a stack names", () => {
  const WAYS_OUT: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ["a NAT gateway", NAT],
    ["a NAT instance", { cidrBlock: "0.0.0.0/0", instanceId: "i-1", networkInterfaceId: "eni-1" }],
    ["a transit gateway", { cidrBlock: "0.0.0.0/0", transitGatewayId: "tgw-1" }],
    ["a firewall's endpoint", { cidrBlock: "0.0.0.0/0", vpcEndpointId: "vpce-1" }],
    ["Cloud WAN", { cidrBlock: "0.0.0.0/0", coreNetworkArn: "arn:aws:networkmanager::123456789012:core-network/x" }],
    ["a virtual private gateway", { cidrBlock: "0.0.0.0/0", gatewayId: "vgw-1" }],
    ["a prefix list by NAT", { destinationPrefixListId: "pl-1", natGatewayId: "nat-1" }],
  ];
  for (const [what, route] of WAYS_OUT) {
    it(`takes ${what} for a way out, and looks for no endpoint`, async () => {
      const { problems, warnings, calls } = await check(stack(), withRoute(route));
      assert.deepEqual([problems, warnings], [[], []]);
      assert.ok(!calls.includes("getVpcEndpoint"));
    });
  }

  const NO_WAYS_OUT: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ["a peering connection", { cidrBlock: "0.0.0.0/0", vpcPeeringConnectionId: "pcx-1" }],
    ["NAT for a part of the addresses", { cidrBlock: "192.168.0.0/16", natGatewayId: "nat-1" }],
    ["an egress-only gateway", { ipv6CidrBlock: "::/0", egressOnlyGatewayId: "eigw-1" }],
    ["S3's own prefix list", { destinationPrefixListId: "pl-s3", gatewayId: "vpce-s3" }],
  ];
  for (const [what, route] of NO_WAYS_OUT) {
    it(`doesn't take ${what} for one`, async () => {
      const { problems } = await check(stack(), withRoute(route));
      assert.equal(problems.length, NEEDED.length + 1);
    });
  }

  it("takes the endpoints of everything that is called for enough", async () => {
    assert.deepEqual(await check(stack(), closed()).then(({ problems, warnings }) => [problems, warnings]), [[], []]);
  });

  for (const service of NEEDED) {
    it(`refuses two subnets without ${service}, and names the command that makes it`, async () => {
      const without = closed([...NEEDED.filter((each) => each !== service).map(byInterface), S3]);
      const { problems } = await check(stack(), without);
      assert.deepEqual(problems.map(settingOf), [["pmp-xray:ecs.network.subnetIds", `${A}, ${B}`]]);
      assert.match(problems[0]!.allowed, new RegExp(`endpoint of com\\.amazonaws\\.us-east-1\\.${service}: `));
      assert.equal(
        problems[0]!.fix,
        `aws ec2 create-vpc-endpoint --vpc-id vpc-0123456789abcdef0 --vpc-endpoint-type Interface ` +
          `--service-name com.amazonaws.us-east-1.${service} --subnet-ids ${A} ${B} --private-dns-enabled`,
      );
      assert.deepEqual((await check(stack(), afterCommand(without, problems[0]!.fix))).problems, []);
    });

    it(`refuses ${service} without private DNS, by which its own name leads elsewhere`, async () => {
      const network = closed([
        ...NEEDED.map((each) => ({ ...byInterface(each), privateDnsEnabled: each !== service })),
        S3,
      ]);
      const { problems } = await check(stack(), network);
      const fix = `aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-${service} --private-dns-enabled`;
      assert.deepEqual(
        problems.map((problem) => problem.fix),
        [fix],
      );
      assert.deepEqual((await check(stack(), afterCommand(network, fix))).problems, []);
    });
  }

  it("refuses S3 without an endpoint, or with one that the subnets' route tables don't lead to", async () => {
    const none = closed(NEEDED.map(byInterface));
    const [problem, ...more] = (await check(stack(), none)).problems;
    assert.deepEqual(more, []);
    assert.equal(
      problem!.fix,
      "aws ec2 create-vpc-endpoint --vpc-id vpc-0123456789abcdef0 --vpc-endpoint-type Gateway " +
        "--service-name com.amazonaws.us-east-1.s3 --route-table-ids rtb-a main",
    );
    assert.deepEqual((await check(stack(), afterCommand(none, problem!.fix))).problems, []);
    const partly = closed([...NEEDED.map(byInterface), { ...S3, routeTableIds: ["rtb-a"] }]);
    const [second] = (await check(stack(), partly)).problems;
    assert.equal(second!.fix, "aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-s3 --add-route-table-ids main");
    assert.deepEqual((await check(stack(), afterCommand(partly, second!.fix))).problems, []);
  });

  it("takes S3 by an interface endpoint, and several endpoints of a service", async () => {
    const twice = [...NEEDED, "s3", "logs"].map(byInterface);
    assert.deepEqual((await check(stack(), closed(twice))).problems, []);
  });

  const MORE: readonly (readonly [string, Config, readonly string[]])[] = [
    ["secrets", stack({ secrets: { A: SECRET } }), ["secretsmanager"]],
    ["parameters", stack({ secrets: { A: PARAMETER } }), ["ssm"]],
    ["ECS Exec", stack({ exec: true }), ["ssmmessages"]],
    [
      "a role that the agent assumes",
      stack({}, {}, { "pmp-xray:agent": { assumeRoleArn: "arn:aws:iam::210987654321:role/receiver" } }),
      ["sts"],
    ],
    [
      "instances in the network",
      stack({ launchType: "EC2", cluster: { mode: "new" } }),
      ["ecs", "ecs-agent", "ecs-telemetry"],
    ],
  ];
  for (const [what, config, services] of MORE) {
    it(`needs ${services.join(", ")} for ${what}, and nothing else`, async () => {
      const { problems } = await check(config, closed());
      const named = problems.map(
        ({ allowed }) => /endpoint of com\.amazonaws\.us-east-1\.([a-z.-]+): /.exec(allowed)?.[1],
      );
      assert.deepEqual(named, services);
      assert.deepEqual(
        (await check(config, closed([...NEEDED, ...services].map(byInterface).concat(S3 as never)))).problems,
        [],
      );
    });
  }

  it("needs X-Ray only for tasks on instances of an existing cluster: the instances pull and log, wherever they are", async () => {
    const config = stack(
      { launchType: "EC2" },
      {},
      { "pmp-xray:api": { serviceName: "a", image: { repository: "a", tag: "1" } } },
    );
    const { problems } = await check(config, closed([]));
    assert.deepEqual(
      problems.map(({ allowed }) => /com\.amazonaws\S+xray/.test(allowed)),
      [true],
    );
  });

  it("needs no endpoint that an address of its own stands for", async () => {
    const agent = { kind: "otelCollector", endpoint: "https://vpce-1.xray.us-east-1.vpce.amazonaws.com" };
    const network = closed([...NEEDED.filter((each) => each !== "xray").map(byInterface), S3]);
    assert.deepEqual((await check(stack({}, {}, { "pmp-xray:agent": agent }), network)).problems, []);
  });

  it("asks for a public address where the only way out is an internet gateway", async () => {
    const network = withRoute({ cidrBlock: "0.0.0.0/0", gatewayId: "igw-1" });
    const { problems } = await check(stack(), network);
    assert.deepEqual(problems.map(settingOf), [["pmp-xray:ecs.network.assignPublicIp", "false"]]);
    assert.match(problems[0]!.allowed, /subnet-0123456789abcdef0, subnet-0123456789abcdef1: .* internet gateway/);
    assert.equal(problems[0]!.fix, "pulumi config set --path 'pmp-xray:ecs.network.assignPublicIp' true");
    assert.deepEqual((await check(stack({}, { assignPublicIp: true }), network)).problems, []);
    // Images from the internet are no problem then, either.
    assert.equal((await check(stack({ mirror: undefined }), network)).problems.length, 1);
    assert.deepEqual((await check(stack({ mirror: undefined }, { assignPublicIp: true }), network)).problems, []);
    const mixed = { ...network, routes: { ...network.routes, main: [LOCAL] } };
    const [address, ...ofPrivate] = (await check(stack(), mixed)).problems;
    assert.match(address!.allowed, new RegExp(`^true in ${A}: `));
    assert.deepEqual([...new Set(ofPrivate.map(({ value }) => value))], [B]);
    const addressInPrivate = await check(stack({}, { assignPublicIp: true }), closed([]));
    assert.equal(addressInPrivate.problems.length, NEEDED.length + 1);
  });

  it("names a subnet that the VPC has not", async () => {
    const network: MockNetwork = { ...closed(), subnets: { [A]: "rtb-a" } };
    const { problems } = await check(stack(), network);
    assert.deepEqual(problems.map(settingOf), [["pmp-xray:ecs.network.subnetIds[1]", `"${B}"`]]);
    assert.match(problems[0]!.allowed, /^a subnet of vpc-0123456789abcdef0/);
    assert.match(problems[0]!.fix, /^look for one: aws ec2 describe-subnets .*Values=vpc-0123456789abcdef0/);
  });

  it("refuses images that no endpoint leads to; the fixes mend it", async () => {
    const config = stack(
      {
        mirror: undefined,
        containers: [{ name: "migrate", image: "migrate:1", essential: false, cpu: 32, memory: 64 }],
      },
      {},
      {
        "pmp-xray:api": {
          serviceName: "pmp-api",
          image: { repository: `${ECR.replace("us-east-1", "eu-west-1")}/pmp-api`, tag: "1" },
        },
      },
    );
    const { problems } = await check(config, closed());
    assert.deepEqual(problems.map(settingOf), [
      ["pmp-xray:api.image.repository", `"${ECR.replace("us-east-1", "eu-west-1")}/pmp-api"`],
      ["pmp-xray:agent.image", "(not set)"],
      ["pmp-xray:ecs.containers[0].image", '"migrate:1"'],
    ]);
    assert.match(problems[1]!.allowed, /no VPC endpoint; it is public\.ecr\.aws\/xray\/aws-xray-daemon@sha256:/);
    const tree = Object.entries(config).map(([key, text]) => [
      key,
      text.startsWith("{") ? (JSON.parse(text) as unknown) : text,
    ]);
    const file = new PulumiConfig(Object.fromEntries(tree) as Tree);
    for (const { fix } of problems) assert.ok(file.follow(fix) > 0, fix);
    const mended = await check(file.config, closed());
    assert.deepEqual(mended.problems, []);
    assert.match(mended.warnings.join("\n"), /^pmp-xray:ecs\.pullThroughCache: .* docs\/ecs\.md\.$/);
    assert.match(file.config["pmp-xray:ecs"]!, new RegExp(`${ECR}/migrate:1`));
  });

  it("takes a registry for one inside the VPC that is no public one, and then needs no ECR", async () => {
    const config = stack(
      { mirror: "registry.example.internal:5000/aws" },
      {},
      {
        "pmp-xray:api": {
          serviceName: "pmp-api",
          image: { repository: "registry.example.internal:5000/pmp-api", tag: "1" },
        },
      },
    );
    assert.deepEqual((await check(config, closed(["xray", "logs"].map(byInterface)))).problems, []);
  });

  it("asks for ECR in China by the name that it has there", async () => {
    const account = { ...MOCK_ACCOUNT, partition: "aws-cn", region: "cn-north-1" };
    const china = "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn";
    const config = stack(
      { mirror: `${china}/mirror`, loadBalancer: undefined },
      {},
      {
        "aws:region": "cn-north-1",
        "pmp-xray:api": { serviceName: "pmp-api", image: { repository: `${china}/pmp-api`, tag: "1" } },
      },
    );
    assert.deepEqual((await check(config, closed(), account)).problems, []);
    const { problems } = await check(
      config,
      closed([byInterface("xray"), byInterface("logs"), byInterface("ecr.dkr"), S3]),
      account,
    );
    assert.match(problems[0]!.fix, /--service-name cn\.com\.amazonaws\.cn-north-1\.ecr\.api /);
  });

  const RIGHTS = [
    ["getSubnet", "ec2:DescribeSubnets"],
    ["getRouteTables", "ec2:DescribeRouteTables"],
    ["getRouteTable", "ec2:DescribeRouteTables"],
    ["getVpcEndpoint", "ec2:DescribeVpcEndpoints"],
  ] as const;
  for (const [name, right] of RIGHTS) {
    it(`warns without the right to ${name}, and takes nothing for broken`, async () => {
      const { problems, warnings } = await check(stack(), { ...closed(), denied: [name] });
      assert.deepEqual(problems, []);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0]!, new RegExp(`${right} \\(.*UnauthorizedOperation`));
      assert.match(warnings[0]!, /pulumi config set --path 'pmp-xray:ecs\.network\.checkWayOut' false$/);
    });
  }

  it("asks AWS for nothing with checkWayOut false, and for nothing in a network that the program makes", async () => {
    const off = await check(stack({}, { checkWayOut: false }), closed([]));
    assert.deepEqual(off, { problems: [], warnings: [], calls: [] });
    const made = { network: { mode: "new", new: { natGateways: "none" } }, pullThroughCache: true, mirror: undefined };
    const { problems, warnings, calls } = await check(stack(made), closed([]));
    assert.deepEqual([problems, calls], [[], []]);
    assert.match(warnings.join("\n"), /^pmp-xray:ecs\.pullThroughCache: /);
  });

  it("is refused with all problems at once, before any resource is registered", async () => {
    const monitor = new RecordingMonitor({ ...MOCK_ACCOUNT, network: closed([]) });
    const ecs = JSON.parse(stackConfig("ecs-prod")["pmp-xray:ecs"]!) as Tree;
    const overrides = { "pmp-xray:ecs": { ...ecs, pullThroughCache: false, secrets: { A: SECRET } } };
    await assert.rejects(evaluate("ecs-prod", { monitor, overrides }), (error) => {
      assert.ok(error instanceof SettingsError);
      assert.match(error.message, /^The stack's settings have 7 problems; nothing was changed\.\n/);
      return true;
    });
    assert.deepEqual(
      monitor.registered.map(({ type }) => type),
      ["pulumi:pulumi:Stack"],
    );
  });
});
