import { list, record, text } from "../policy/kit/read.ts";
import type { MockAccount, MockNetwork } from "./mock-account.ts";

type Inputs = Readonly<Record<string, unknown>>;

/** What `aws.ec2.getRouteTable` answers where there is nothing. */
const NO_ROUTE = Object.fromEntries(
  [
    ...["cidrBlock", "ipv6CidrBlock", "destinationPrefixListId", "carrierGatewayId", "coreNetworkArn"],
    ...["egressOnlyGatewayId", "gatewayId", "instanceId", "localGatewayId", "natGatewayId", "networkInterfaceId"],
    ...["transitGatewayId", "vpcEndpointId", "vpcPeeringConnectionId"],
  ].map((key) => [key, ""]),
);

/**
 * The results of the functions that read a network that exists: getSubnet, getRouteTables, getRouteTable, getVpcEndpoint.
 *
 * @throws Error as the provider's, when there is none, when there are several, or without the right
 */
export function givenNetwork(account: MockAccount, token: string, inputs: Inputs): Record<string, unknown> {
  const network = account.network ?? withNat(inputs);
  const name = token.split(":").at(-1) ?? "";
  if (network.denied?.includes(name)) {
    throw new Error(
      `invocation of ${token} returned an error: invoking ${token}: 1 error occurred:\n\t* reading EC2: operation error EC2, ` +
        "StatusCode: 403, api error UnauthorizedOperation: You are not authorized to perform this operation.\n",
    );
  }
  switch (name) {
    case "getSubnet":
      if (!Object.hasOwn(network.subnets, String(inputs.id))) throw none(token, "EC2 Subnet");
      return { id: inputs.id, vpcId: inputs.vpcId };
    case "getRouteTables":
      return { ids: tablesOf(network, inputs) };
    case "getRouteTable": {
      const routes = network.routes[String(inputs.routeTableId)];
      if (routes === undefined) throw none(token, "Route Table");
      return { routeTableId: inputs.routeTableId, routes: routes.map((route) => ({ ...NO_ROUTE, ...route })) };
    }
    default:
      return endpointOf(network, account, token, inputs);
  }
}

function withNat(inputs: Inputs): MockNetwork {
  return {
    subnets: { [String(inputs.id)]: undefined },
    routes: { main: [{ cidrBlock: "0.0.0.0/0", natGatewayId: "nat-0123456789abcdef0" }] },
    endpoints: [],
  };
}

function filters(inputs: Inputs): Map<unknown, readonly unknown[]> {
  return new Map(list(inputs.filters).map((each) => [record(each).name, list(record(each).values)]));
}

function tablesOf({ subnets }: MockNetwork, inputs: Inputs): string[] {
  const asked = filters(inputs);
  if (asked.get("association.main")?.includes("true")) return ["main"];
  const [subnet] = asked.get("association.subnet-id") ?? [];
  const own = subnets[String(subnet)];
  return own === undefined ? [] : [own];
}

function endpointOf(
  { endpoints }: MockNetwork,
  { partition, region }: MockAccount,
  token: string,
  inputs: Inputs,
): Record<string, unknown> {
  const asked = filters(inputs);
  const found = endpoints.filter(({ service, type }) => {
    const prefix = partition === "aws-cn" && service.startsWith("ecr.") ? "cn." : "";
    const byName = asked.get("service-name")?.includes(`${prefix}com.amazonaws.${region}.${service}`);
    return byName === true && asked.get("vpc-endpoint-type")?.includes(type);
  });
  const [endpoint] = found;
  if (endpoint === undefined) throw none(token, "EC2 VPC Endpoint");
  if (found.length > 1)
    throw new Error(failed(token, "multiple EC2 VPC Endpoints matched; use additional constraints"));
  const { id, type, privateDnsEnabled = type === "Interface", routeTableIds = [] } = endpoint;
  return { id, vpcEndpointType: type, privateDnsEnabled, routeTableIds, state: text(inputs.state) };
}

function none(token: string, what: string): Error {
  return new Error(failed(token, `no matching ${what} found`));
}

/** As the engine and the provider put it. */
function failed(token: string, message: string): string {
  return `invocation of ${token} returned an error: invoking ${token}: 1 error occurred:\n\t* ${message}\n`;
}
