import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";

/** An endpoint of an AWS service inside the VPC, under the service's own DNS name. */
export interface InterfaceEndpoint {
  /** As in the endpoint's name: `xray`, `ecr.api`, … Plain, because it becomes part of the resource's name. */
  readonly service: string;
  /** Policy of the endpoint, as JSON. Default: allow everything that IAM allows. */
  readonly policy?: pulumi.Input<string> | undefined;
}

/** Args that decide which resources there are, or that `awsx` takes so, are plain. */
export interface NetworkArgs {
  /** Addresses of the VPC, an IPv4 block of /16 to /20, like 10.0.0.0/16. */
  readonly cidr: string;
  /** Names of two or three zones: one private and one public subnet in each. */
  readonly availabilityZones: readonly string[];
  /** NAT for the private subnets: none, one gateway for all zones, or one per zone. */
  readonly natGateways: "none" | "one" | "perZone";
  /** In every private subnet, with private DNS. Default: none. */
  readonly interfaceEndpoints?: readonly InterfaceEndpoint[];
  /** Services with an endpoint in the route tables, which costs nothing: `s3`, `dynamodb`. Default: none. */
  readonly gatewayEndpoints?: readonly string[];
  /** Tags of public subnets only, on top of `tags`. Default: none. */
  readonly publicSubnetTags?: Tags;
  /** Tags of private subnets only, on top of `tags`. Default: none. */
  readonly privateSubnetTags?: Tags;
  /** Region of the VPC. */
  readonly region: pulumi.Input<string>;
  /** Default: none. */
  readonly tags?: Tags;
}

const NAT_STRATEGY = { none: "None", one: "Single", perZone: "OnePerAz" } as const;

/**
 * A VPC with private subnets, public subnets for load balancers and NAT, and endpoints for AWS services. It is independent of
 * what runs in it.
 */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
  readonly publicSubnetIds: pulumi.Output<string[]>;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:cluster:Network", name, {}, opts);
    const { tags = {}, gatewayEndpoints = [] } = args;
    const vpc = new awsx.ec2.Vpc(
      name,
      {
        cidrBlock: args.cidr,
        availabilityZoneNames: [...args.availabilityZones],
        natGateways: { strategy: NAT_STRATEGY[args.natGateways] },
        // Interface endpoints answer under the services' own names only with both of these.
        enableDnsSupport: true,
        enableDnsHostnames: true,
        subnetStrategy: "AutoMerge",
        subnetSpecs: [
          { type: "Public", tags: merged(tags, args.publicSubnetTags) },
          { type: "Private", tags: merged(tags, args.privateSubnetTags) },
        ],
        tags,
      },
      { parent: this },
    );
    this.vpcId = vpc.vpcId;
    this.privateSubnetIds = vpc.privateSubnetIds;
    this.publicSubnetIds = vpc.publicSubnetIds;
    this.#interfaceEndpoints(name, args);
    for (const service of gatewayEndpoints) {
      new aws.ec2.VpcEndpoint(
        `${name}-${service}`,
        {
          vpcId: vpc.vpcId,
          serviceName: this.#serviceName(service, "Gateway", args.region),
          vpcEndpointType: "Gateway",
          routeTableIds: vpc.routeTables.apply((tables) => tables.map(({ id }) => id)),
          tags,
        },
        { parent: this },
      );
    }
    this.registerOutputs({ vpcId: this.vpcId });
  }

  /**
   * In China some names begin with cn.com.amazonaws and some don't, and no service has both. AWS is asked by both names:
   * asked by the service alone, the provider puts the name together as it is elsewhere.
   */
  #serviceName(service: string, serviceType: string, region: pulumi.Input<string>): pulumi.Output<string> {
    const names = [`com.amazonaws`, `cn.com.amazonaws`].map(
      (prefix) => pulumi.interpolate`${prefix}.${region}.${service}`,
    );
    return aws.ec2.getVpcEndpointServiceOutput(
      { filters: [{ name: "service-name", values: names }], serviceType },
      { parent: this },
    ).serviceName;
  }

  #interfaceEndpoints(name: string, { cidr, interfaceEndpoints = [], region, tags = {} }: NetworkArgs): void {
    const securityGroup = new aws.ec2.SecurityGroup(
      `${name}-endpoints`,
      {
        description: "HTTPS from inside the VPC to the endpoints of AWS services.",
        vpcId: this.vpcId,
        ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: [cidr] }],
        egress: [],
        tags,
      },
      { parent: this },
    );
    for (const { service, policy } of interfaceEndpoints) {
      new aws.ec2.VpcEndpoint(
        `${name}-${service.replace(".", "-")}`,
        {
          vpcId: this.vpcId,
          serviceName: this.#serviceName(service, "Interface", region),
          vpcEndpointType: "Interface",
          privateDnsEnabled: true,
          subnetIds: this.privateSubnetIds,
          securityGroupIds: [securityGroup.id],
          ...(policy !== undefined && { policy }),
          tags,
        },
        { parent: this },
      );
    }
  }
}

function merged(tags: Tags, more: Tags = {}): Tags {
  return pulumi.all([tags, more]).apply(([all, some]) => ({ ...all, ...some }));
}
