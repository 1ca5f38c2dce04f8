import * as pulumi from "@pulumi/pulumi";
import { Network, type NetworkArgs } from "../cluster/network.ts";
import { xrayEndpointPolicy } from "../cluster/xray-endpoint-policy.ts";
import { toJson } from "../iam/document.ts";
import { calledServices } from "./aws-services.ts";

export interface TaskNetworkArgs extends Pick<
  NetworkArgs,
  "cidr" | "availabilityZones" | "natGateways" | "region" | "tags"
> {
  /** There are instances in the network, launch type EC2. Plain, because it decides which endpoints there are. Default: false. */
  readonly instances?: boolean;
  /** ARNs of the secrets and parameters that tasks get: they decide which endpoints there are, so they are plain. Default: none. */
  readonly secretArns?: readonly string[];
  /** ECS Exec is used. Default: false. */
  readonly exec?: boolean;
  /** Other accounts whose principals may use X-Ray's endpoint, twelve digits each: that of a role that the agent assumes. Default: none. */
  readonly xrayAccountIds?: readonly pulumi.Input<string>[];
  readonly accountId: pulumi.Input<string>;
}

/** A VPC for tasks: private subnets, and the endpoints that tasks of ECS need without a way to the internet. */
export class TaskNetwork extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
  readonly publicSubnetIds: pulumi.Output<string[]>;

  constructor(name: string, args: TaskNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:ecs:TaskNetwork", name, {}, opts);
    const { accountId, xrayAccountIds = [] } = args;
    const policy = pulumi.all([accountId, ...xrayAccountIds]).apply((ids) => toJson(xrayEndpointPolicy(ids)));
    const services = calledServices({ ...args, assumesRole: xrayAccountIds.length > 0 });
    const network = new Network(
      `${name}-network`,
      {
        cidr: args.cidr,
        availabilityZones: args.availabilityZones,
        natGateways: args.natGateways,
        interfaceEndpoints: services.map((service) => (service === "xray" ? { service, policy } : { service })),
        gatewayEndpoints: ["s3"],
        region: args.region,
        tags: args.tags ?? {},
      },
      { parent: this },
    );
    this.vpcId = network.vpcId;
    this.privateSubnetIds = network.privateSubnetIds;
    this.publicSubnetIds = network.publicSubnetIds;
    this.registerOutputs({ vpcId: this.vpcId });
  }
}
