import { defineFact, NotRead } from "../fact.ts";
import { eksCluster } from "./eks-cluster.ts";

/** The endpoints of a VPC that matter to tracing, and its way to the internet. */
export interface VpcEndpoints {
  readonly vpc: string;
  readonly endpoints: readonly {
    readonly id: string;
    /** `xray`, `sts`, `logs`. */
    readonly service: string;
    readonly state: string;
    readonly privateDns: boolean;
    /** The policy, parsed; undefined when it is the one that allows all. */
    readonly policy?: string;
    readonly securityGroups: readonly { readonly id: string; readonly allowsHttps: boolean }[];
  }[];
  /** Some route table of the VPC leads out: by a NAT gateway, an internet gateway, a transit gateway. */
  readonly wayOut: boolean;
}

const SERVICES = ["xray", "sts", "logs"];

export const vpcEndpoints = defineFact({
  name: "vpc-endpoints",
  title: "endpoints of the cluster's VPC",
  platform: "kubernetes",
  iam: ["ec2:DescribeVpcEndpoints", "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroups"],
  read: async ({ aws, fact }): Promise<VpcEndpoints> => {
    const { vpc } = await fact(eksCluster);
    if (vpc === "") throw new NotRead("unsupported", "the cluster names no VPC");
    const ec2 = await aws("ec2");
    const inVpc = { Filters: [{ Name: "vpc-id", Values: [vpc] }] };
    const [{ VpcEndpoints = [] }, { RouteTables = [] }, { SecurityGroups = [] }] = await Promise.all([
      ec2.describeVpcEndpoints(inVpc),
      ec2.describeRouteTables(inVpc),
      ec2.describeSecurityGroups(inVpc),
    ]);
    const open = new Map(
      SecurityGroups.map(({ GroupId = "", IpPermissions = [] }) => [
        GroupId,
        IpPermissions.some(
          ({ IpProtocol, FromPort = 0, ToPort = 65_535 }) =>
            IpProtocol === "-1" || (IpProtocol === "tcp" && FromPort <= 443 && ToPort >= 443),
        ),
      ]),
    );
    return {
      vpc,
      endpoints: VpcEndpoints.flatMap((endpoint) => {
        const service = endpoint.ServiceName?.split(".").at(-1) ?? "";
        if (!SERVICES.includes(service)) return [];
        const policy = endpoint.PolicyDocument;
        return [
          {
            id: endpoint.VpcEndpointId ?? "",
            service,
            state: endpoint.State ?? "",
            privateDns: endpoint.PrivateDnsEnabled ?? false,
            ...(policy !== undefined && { policy }),
            securityGroups: (endpoint.Groups ?? []).map(({ GroupId = "" }) => ({
              id: GroupId,
              allowsHttps: open.get(GroupId) ?? true,
            })),
          },
        ];
      }),
      wayOut: RouteTables.some(({ Routes = [] }) =>
        Routes.some(
          ({ DestinationCidrBlock, NatGatewayId, GatewayId, TransitGatewayId, NetworkInterfaceId }) =>
            DestinationCidrBlock === "0.0.0.0/0" &&
            [NatGatewayId, GatewayId, TransitGatewayId, NetworkInterfaceId].some((way) => way !== undefined),
        ),
      ),
    };
  },
});
