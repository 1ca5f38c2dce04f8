/** The network of a new cluster and what the awsx plugin makes of it, from the table of what its code was seen to make. */

export const TAGS = { "pulumi:project": "pmp-xray", "pulumi:stack": "prod", stage: "prod" };

/** us-east-1a is use1-az3 here, which EKS refuses, and us-east-1c is away. */
const ZONES = ["us-east-1b", "us-east-1d", "us-east-1e"];
const VPC = "cluster-network-id";

export const PRIVATE = [1, 2, 3].map((number) => `cluster-network-private-${number}-id`);
export const PUBLIC = [1, 2, 3].map((number) => `cluster-network-public-${number}-id`);

const endpoint = (service: string, more: Readonly<Record<string, unknown>> = {}) => ({
  [`aws:ec2/vpcEndpoint:VpcEndpoint cluster-network-${service.replace(".", "-")}`]: {
    vpcId: VPC,
    serviceName: `com.amazonaws.us-east-1.${service}`,
    vpcEndpointType: "Interface",
    privateDnsEnabled: true,
    subnetIds: PRIVATE,
    securityGroupIds: ["cluster-network-endpoints-id"],
    tags: TAGS,
    ...more,
  },
});

interface ExpectedSubnet {
  readonly kind: "public" | "private";
  /** From 1 on, one per zone. */
  readonly number: number;
  readonly block: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly way: Readonly<Record<string, string>>;
}

function subnet({ kind, number, block, tags, way }: ExpectedSubnet) {
  const name = `cluster-network-${kind}-${number}`;
  const named = { ...TAGS, Name: name, SubnetType: kind === "public" ? "Public" : "Private" };
  return {
    [`aws:ec2/subnet:Subnet ${name}`]: {
      vpcId: VPC,
      availabilityZone: ZONES[number - 1],
      mapPublicIpOnLaunch: kind === "public",
      assignIpv6AddressOnCreation: false,
      cidrBlock: block,
      tags: { ...named, ...tags },
    },
    [`aws:ec2/routeTable:RouteTable ${name}`]: { vpcId: VPC, tags: named },
    [`aws:ec2/routeTableAssociation:RouteTableAssociation ${name}`]: {
      routeTableId: `${name}-id`,
      subnetId: `${name}-id`,
    },
    [`aws:ec2/route:Route ${name}`]: { routeTableId: `${name}-id`, destinationCidrBlock: "0.0.0.0/0", ...way },
  };
}

const subnets = (kind: "public" | "private", blocks: readonly string[], role: string, way: Record<string, string>) =>
  Object.assign(
    {},
    ...blocks.map((block, index) => subnet({ kind, number: index + 1, block, tags: { [role]: "1" }, way })),
  ) as Record<string, unknown>;

export const NEW_NETWORK = {
  "awsx:ec2:Vpc cluster-network": {
    cidrBlock: "10.0.0.0/16",
    availabilityZoneNames: ZONES,
    natGateways: { strategy: "Single" },
    enableDnsSupport: true,
    enableDnsHostnames: true,
    subnetStrategy: "AutoMerge",
    subnetSpecs: [
      { type: "Public", tags: { ...TAGS, "kubernetes.io/role/elb": "1" } },
      { type: "Private", tags: { ...TAGS, "kubernetes.io/role/internal-elb": "1" } },
    ],
    tags: TAGS,
  },
  "aws:ec2/vpc:Vpc cluster-network": {
    cidrBlock: "10.0.0.0/16",
    enableDnsSupport: true,
    enableDnsHostnames: true,
    tags: { ...TAGS, Name: "cluster-network" },
  },
  "aws:ec2/internetGateway:InternetGateway cluster-network": { vpcId: VPC, tags: { ...TAGS, Name: "cluster-network" } },
  "aws:ec2/eip:Eip cluster-network-1": { tags: { ...TAGS, Name: "cluster-network-1" } },
  "aws:ec2/natGateway:NatGateway cluster-network-1": {
    subnetId: "cluster-network-public-1-id",
    allocationId: "cluster-network-1-allocation",
    tags: { ...TAGS, Name: "cluster-network-1" },
  },
  ...subnets("private", ["10.0.0.0/19", "10.0.64.0/19", "10.0.128.0/19"], "kubernetes.io/role/internal-elb", {
    natGatewayId: "cluster-network-1-id",
  }),
  ...subnets("public", ["10.0.32.0/19", "10.0.96.0/19", "10.0.160.0/19"], "kubernetes.io/role/elb", {
    gatewayId: "cluster-network-id",
  }),
  "aws:ec2/securityGroup:SecurityGroup cluster-network-endpoints": {
    description: "HTTPS from inside the VPC to the endpoints of AWS services.",
    vpcId: VPC,
    ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/16"] }],
    egress: [],
    tags: TAGS,
  },
  ...endpoint("xray", {
    policy: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "AccountsOfThisStack",
          Effect: "Allow",
          Principal: "*",
          Action: "xray:*",
          Resource: "*",
          Condition: { StringEquals: { "aws:PrincipalAccount": "123456789012" } },
        },
      ],
    },
  }),
  ...endpoint("sts"),
  ...endpoint("logs"),
  ...endpoint("ecr.api"),
  ...endpoint("ecr.dkr"),
  ...endpoint("ec2"),
  ...endpoint("eks"),
  ...endpoint("eks-auth"),
  "aws:ec2/vpcEndpoint:VpcEndpoint cluster-network-s3": {
    vpcId: VPC,
    serviceName: "com.amazonaws.us-east-1.s3",
    vpcEndpointType: "Gateway",
    routeTableIds: [1, 2, 3].flatMap((number) => [
      `cluster-network-public-${number}-id`,
      `cluster-network-private-${number}-id`,
    ]),
    tags: TAGS,
  },
};
