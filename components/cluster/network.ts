import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../account/account.ts";
import { toJson, type PolicyDocument } from "../iam/document.ts";
import { WRITE_ACTIONS } from "../iam/writePolicy.ts";
import type { NewClusterSettings } from "@pmp/model";
import type { Tags } from "../tags.ts";

export interface NetworkArgs {
  readonly settings: NewClusterSettings["network"];
  readonly account: Account;
  readonly tags: Tags;
}

/**
 * What nodes without a public address talk to inside AWS: X-Ray for the agent; the rest so that nodes start, pull from ECR,
 * write logs and exchange tokens, also with no NAT gateway.
 * https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html
 */
const INTERFACE_ENDPOINTS = ["xray", "sts", "logs", "ecr.api", "ecr.dkr", "ec2", "eks", "eks-auth"] as const;

const NAT_STRATEGY = { none: "None", one: "Single", perZone: "OnePerAz" } as const;

/**
 * The policy of the X-Ray endpoint: through it, principals of this account may do what an agent does. With it a pod can't use
 * the endpoint to send traces to somebody else's account.
 */
export function xrayEndpointPolicy(accountId: string): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AgentsOfThisAccount",
        Effect: "Allow",
        Principal: "*",
        Action: WRITE_ACTIONS,
        Resource: "*",
        Condition: { StringEquals: { "aws:PrincipalAccount": accountId } },
      },
    ],
  };
}

/** A VPC with private nodes, public subnets for load balancers and NAT, and endpoints for what nodes need of AWS. */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
  readonly publicSubnetIds: pulumi.Output<string[]>;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:cluster:Network", name, {}, opts);
    const { settings, tags } = args;
    const vpc = new awsx.ec2.Vpc(
      name,
      {
        cidrBlock: settings.cidr,
        numberOfAvailabilityZones: settings.zones,
        natGateways: { strategy: NAT_STRATEGY[settings.natGateways] },
        // Interface endpoints answer under the services' own names only with both of these.
        enableDnsSupport: true,
        enableDnsHostnames: true,
        subnetStrategy: "AutoMerge",
        // How Kubernetes finds the subnets for load balancers.
        subnetSpecs: [
          { type: "Public", tags: { ...tags, "kubernetes.io/role/elb": "1" } },
          { type: "Private", tags: { ...tags, "kubernetes.io/role/internal-elb": "1" } },
        ],
        tags,
      },
      { parent: this },
    );
    this.vpcId = vpc.vpcId;
    this.privateSubnetIds = vpc.privateSubnetIds;
    this.publicSubnetIds = vpc.publicSubnetIds;
    this.#endpoints(name, args);
    // ECR keeps image layers in S3. A gateway endpoint costs nothing.
    new aws.ec2.VpcEndpoint(
      `${name}-s3`,
      {
        vpcId: vpc.vpcId,
        serviceName: this.#serviceName("s3", "Gateway"),
        vpcEndpointType: "Gateway",
        routeTableIds: vpc.routeTables.apply((tables) => tables.map(({ id }) => id)),
        tags,
      },
      { parent: this },
    );
    this.registerOutputs({ vpcId: this.vpcId });
  }

  /** Asked, not put together: in China some begin with cn.com.amazonaws, some don't. */
  #serviceName(service: string, serviceType: string): pulumi.Output<string> {
    return aws.ec2.getVpcEndpointServiceOutput({ service, serviceType }, { parent: this }).serviceName;
  }

  #endpoints(name: string, { settings, account, tags }: NetworkArgs): void {
    const securityGroup = new aws.ec2.SecurityGroup(
      `${name}-endpoints`,
      {
        description: "HTTPS from inside the VPC to the endpoints of AWS services.",
        vpcId: this.vpcId,
        ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: [settings.cidr] }],
        egress: [],
        tags,
      },
      { parent: this },
    );
    for (const service of INTERFACE_ENDPOINTS) {
      new aws.ec2.VpcEndpoint(
        `${name}-${service.replace(".", "-")}`,
        {
          vpcId: this.vpcId,
          serviceName: this.#serviceName(service, "Interface"),
          vpcEndpointType: "Interface",
          privateDnsEnabled: true,
          subnetIds: this.privateSubnetIds,
          securityGroupIds: [securityGroup.id],
          ...(service === "xray" && { policy: account.id.apply((id) => toJson(xrayEndpointPolicy(id))) }),
          tags,
        },
        { parent: this },
      );
    }
  }
}
