import { list, record } from "../../policy/kit/read.ts";
import { subnetBlocks } from "./subnet-blocks.ts";
import { given, knownInputs, type Child, type Construction, type Values } from "./component.ts";

const VPC_INPUTS = [
  "cidrBlock",
  "availabilityZoneNames",
  "numberOfAvailabilityZones",
  "natGateways",
  "enableDnsSupport",
  "enableDnsHostnames",
  "subnetStrategy",
  "subnetSpecs",
  "tags",
];

/** The two kinds of subnets, in the order in which they are made: a NAT gateway must be there before a route to it. */
const KINDS = ["Public", "Private"] as const;
type Kind = (typeof KINDS)[number];

/**
 * What `awsx:ec2:Vpc` makes with the strategy AutoMerge, read from its source at 3.8.0 and seen in runs of it.
 * https://github.com/pulumi/pulumi-awsx/blob/v3.8.0/awsx/ec2/vpc.ts
 */
export async function constructVpc(construction: Construction): Promise<Values> {
  knownInputs(construction, VPC_INPUTS);
  const { name, inputs, make } = construction;
  if (inputs.subnetStrategy !== "AutoMerge") throw new Error("offline/plugins knows the strategy AutoMerge only");
  const zones = zoneNames(construction);
  const tags = { Name: name, ...record(inputs.tags) };
  const { cidrBlock, enableDnsSupport, enableDnsHostnames } = inputs;
  const vpc = await make("aws:ec2/vpc:Vpc", name, { cidrBlock, enableDnsSupport, enableDnsHostnames, tags });
  const gateway = await make("aws:ec2/internetGateway:InternetGateway", name, { vpcId: vpc.id, tags }, { parent: vpc });
  const blocks = subnetBlocks(String(cidrBlock), zones.length);
  const made: Record<Kind, Child[]> = { Public: [], Private: [] };
  const routeTables: Child[] = [];
  const natGateways: Child[] = [];
  for (const [index, zone] of zones.entries()) {
    for (const kind of KINDS) {
      const subnetName = `${name}-${kind.toLowerCase()}-${index + 1}`;
      const kindTags = { Name: subnetName, SubnetType: kind };
      const spec = list(inputs.subnetSpecs)
        .map(record)
        .find(({ type }) => type === kind);
      const subnet = await make(
        "aws:ec2/subnet:Subnet",
        subnetName,
        {
          vpcId: vpc.id,
          availabilityZone: zone,
          mapPublicIpOnLaunch: kind === "Public",
          assignIpv6AddressOnCreation: false,
          cidrBlock: blocks[index]?.[kind],
          tags: { ...tags, ...record(spec?.tags), ...kindTags },
        },
        { parent: vpc },
      );
      made[kind].push(subnet);
      const table = await make(
        "aws:ec2/routeTable:RouteTable",
        subnetName,
        { vpcId: vpc.id, tags: { ...tags, ...kindTags } },
        { parent: subnet },
      );
      routeTables.push(table);
      await make(
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        subnetName,
        { routeTableId: table.id, subnetId: subnet.id },
        { parent: table },
      );
      if (kind === "Public") natGateways.push(...(await natGateway(construction, subnet, index)));
      const way =
        kind === "Public"
          ? { gatewayId: gateway.id }
          : given({ natGatewayId: (natGateways[index] ?? natGateways[0])?.id });
      if (Object.keys(way).length > 0) {
        await make(
          "aws:ec2/route:Route",
          subnetName,
          { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", ...way },
          { parent: table },
        );
      }
    }
  }
  return {
    vpcId: vpc.id,
    publicSubnetIds: made.Public.map(({ id }) => id),
    privateSubnetIds: made.Private.map(({ id }) => id),
    routeTables: routeTables.map(({ reference }) => reference),
  };
}

/** Zones that aren't named are the first of all. */
function zoneNames({ inputs, ask }: Construction): string[] {
  if (inputs.availabilityZoneNames !== undefined) return list(inputs.availabilityZoneNames).map(String);
  const { names } = ask("aws:index/getAvailabilityZones:getAvailabilityZones", {});
  return list(names)
    .map(String)
    .slice(0, Number(inputs.numberOfAvailabilityZones ?? 3));
}

/** A NAT gateway with an address, where the strategy has one in this zone. */
async function natGateway({ name, inputs, make }: Construction, subnet: Child, index: number): Promise<Child[]> {
  const { strategy } = record(inputs.natGateways);
  if (strategy === "None" || (strategy === "Single" && index > 0)) return [];
  const numbered = `${name}-${index + 1}`;
  const tags = { ...record(inputs.tags), Name: numbered };
  const address = await make("aws:ec2/eip:Eip", numbered, { tags }, { parent: subnet });
  const gateway = await make(
    "aws:ec2/natGateway:NatGateway",
    numbered,
    { subnetId: subnet.id, allocationId: address.state.allocationId, tags },
    { parent: subnet },
  );
  return [gateway];
}
