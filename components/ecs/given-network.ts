import * as aws from "@pulumi/aws";

/** What AWS says when it is asked; `hidden` when it can't be asked, such as without the right. */
export type Answer<T> = T | "absent" | "hidden";

/** A route of a subnet, as far as it is a way out. */
export type Route = Pick<
  aws.types.output.ec2.GetRouteTableRoute,
  | "cidrBlock"
  | "destinationPrefixListId"
  | "carrierGatewayId"
  | "coreNetworkArn"
  | "gatewayId"
  | "instanceId"
  | "localGatewayId"
  | "natGatewayId"
  | "networkInterfaceId"
  | "transitGatewayId"
  | "vpcEndpointId"
>;

export interface Routes {
  readonly routeTableId: string;
  readonly routes: readonly Route[];
}

/** An endpoint in the VPC. */
export type Endpoint = Pick<
  aws.ec2.GetVpcEndpointResult,
  "id" | "vpcEndpointType" | "privateDnsEnabled" | "routeTableIds"
>;

/** AWS's answers on a network, and why some are missing. */
export interface NetworkReader {
  /** `absent`: the VPC has no such subnet. */
  readonly routesOf: (subnetId: string) => Promise<Answer<Routes>>;
  /** Endpoint of a service, in use. @param type Gateway only for S3, which has both */
  readonly endpoint: (service: string, type: "Interface" | "Gateway") => Promise<Answer<Endpoint>>;
  /** What could not be asked: the first line of each error, by the right that is needed. */
  readonly hidden: ReadonlyMap<string, string>;
}

/** Asks AWS, by the stack's own provider, and changes nothing. */
export function networkReader(vpcId: string, region: string): NetworkReader {
  const hidden = new Map<string, string>();
  const ask = async <T>(right: string, call: () => Promise<T>): Promise<Answer<T>> => {
    try {
      return await call();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (/no matching .* found/.test(message)) return "absent";
      // There is one; which of them is used, can't be said.
      if (/multiple .* matched/.test(message)) return "hidden";
      hidden.set(right, lastLine(message));
      return "hidden";
    }
  };
  const tableOf = async (subnetId: string): Promise<Routes> => {
    const byFilter = (name: string, value: string) =>
      aws.ec2.getRouteTables({ vpcId, filters: [{ name, values: [value] }] });
    let { ids } = await byFilter("association.subnet-id", subnetId);
    // A subnet without a table of its own has the VPC's main one.
    if (ids.length === 0) ({ ids } = await byFilter("association.main", "true"));
    const [routeTableId = ""] = ids;
    const { routes } = await aws.ec2.getRouteTable({ routeTableId });
    return { routeTableId, routes };
  };
  return {
    hidden,
    routesOf: async (subnetId) => {
      const subnet = await ask("ec2:DescribeSubnets", () => aws.ec2.getSubnet({ id: subnetId, vpcId }));
      if (subnet === "absent") return subnet;
      return await ask("ec2:DescribeRouteTables", () => tableOf(subnetId));
    },
    endpoint: (service, type) =>
      ask("ec2:DescribeVpcEndpoints", () => {
        // In China some names have a prefix of their own.
        const values = ["", "cn."].map((prefix) => `${prefix}com.amazonaws.${region}.${service}`);
        const filters = [
          { name: "service-name", values },
          { name: "vpc-endpoint-type", values: [type] },
        ];
        return aws.ec2.getVpcEndpoint({ vpcId, state: "available", filters });
      }),
  };
}

/** The provider's own words: the engine's are before them. */
function lastLine(message: string): string {
  return (message.trim().split("\n").at(-1) ?? "").replace(/^\s*\* /, "");
}
