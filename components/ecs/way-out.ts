import { imageOrigin, inOwnEcr, type EcsSettings, type Problem, type StackSettings } from "@pmp/model";
import { show } from "@pmp/sampling";
import type { Answer, NetworkReader, Route, Routes } from "./given-network.ts";
import { imagesOf, missingEndpoints, pullsHere, serviceName, type Missing } from "./missing-endpoints.ts";

type Settings = StackSettings & EcsSettings;

/** A subnet from which a task can't reach what has no endpoint. */
interface Blocked extends Routes {
  readonly subnetId: string;
  /** It has a route to an internet gateway, which needs a public address. */
  readonly isPublic: boolean;
}

/** What is wrong with the network that a stack's tasks are given, and what a preview should say besides. */
export interface WayOut {
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

const WHY: Readonly<Record<string, string>> = {
  xray: "the agent sends traces to it",
  "ecr.api": "images are pulled",
  "ecr.dkr": "images are pulled",
  s3: "ECR keeps the images' layers there",
  logs: "the containers' logs are written",
  secretsmanager: "ecs.secrets are read",
  ssm: "ecs.secrets are read",
  ssmmessages: "ecs.exec is on",
  sts: "the agent assumes agent.assumeRoleArn",
};
const WHY_INSTANCE = "the ECS agent of the instances calls it";

const SETTING = { subnetIds: "pmp-xray:ecs.network.subnetIds", off: "pmp-xray:ecs.network.checkWayOut" };
const set = (path: string, value: string) => `pulumi config set --path '${path}' ${value}`;

/**
 * Whether tasks in given subnets reach what they need: by a route to the internet or to another network, or by the VPC's
 * endpoints. An answer that AWS doesn't give counts as good, and is said in a warning.
 */
export async function wayOut(settings: Settings, region: string, reader: NetworkReader): Promise<WayOut> {
  const { network } = settings.ecs;
  const { vpcId = "", subnetIds = [] } = network;
  const answers = await Promise.all(subnetIds.map(async (id) => [id, await reader.routesOf(id)] as const));
  const problems = answers.flatMap(([id, answer], index) => (answer === "absent" ? [noSubnet(index, id, vpcId)] : []));
  const blocked = answers.flatMap(([id, answer]) => blockedIn(id, answer, network.assignPublicIp));
  const warnings: string[] = [];
  problems.push(...(await lacksOf(settings, region, reader, blocked)));
  if (blocked.length > 0 && settings.ecs.pullThroughCache) warnings.push(FIRST_PULL);
  if (reader.hidden.size > 0) warnings.push(notSeen(reader.hidden));
  return { problems, warnings };
}

/**
 * AWS's guide has it only for PrivateLink: the first pull of an image by a cache needs NAT, later ones don't.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 */
export const FIRST_PULL =
  "pmp-xray:ecs.pullThroughCache: the tasks reach ECR by a VPC endpoint only, and ECR fetches an image that is not in the " +
  "cache yet only for a caller with another way out. Pull the agent's image once from a machine that has one, before the " +
  "service starts: docs/ecs.md.";

function notSeen(hidden: ReadonlyMap<string, string>): string {
  const refused = [...hidden].map(([right, error]) => `${right} (${error})`).join(", ");
  return (
    `pmp-xray:ecs.network: not looked whether the tasks have a way out, because AWS didn't answer: ${refused}. ` +
    `Allow the deployer these actions, or switch this off: ${set(SETTING.off, "false")}`
  );
}

function noSubnet(index: number, subnetId: string, vpcId: string): Problem {
  return {
    path: `${SETTING.subnetIds}[${index}]`,
    value: show(subnetId),
    allowed: `a subnet of ${vpcId}, which is pmp-xray:ecs.network.vpcId`,
    fix: `look for one: aws ec2 describe-subnets --filters Name=vpc-id,Values=${vpcId} --query Subnets[].SubnetId`,
  };
}

function blockedIn(subnetId: string, answer: Answer<Routes>, hasAddress: boolean): Blocked[] {
  if (answer === "absent" || answer === "hidden") return [];
  const isPublic = answer.routes.some((route) => isDefault(route) && route.gatewayId.startsWith("igw-"));
  const leads = answer.routes.some(leadsOut) || (isPublic && hasAddress);
  return leads ? [] : [{ ...answer, subnetId, isPublic }];
}

/** A customer's prefix list may hold anything: it counts, too. Those of AWS are of gateway endpoints. */
function isDefault({ cidrBlock, destinationPrefixListId }: Route): boolean {
  return cidrBlock === "0.0.0.0/0" || destinationPrefixListId !== "";
}

/**
 * A peering connection leads to the peer's own addresses only, and an egress-only gateway is for IPv6. A virtual private
 * gateway (vgw-) may lead out by another network.
 */
function leadsOut(route: Route): boolean {
  const targets = [
    route.natGatewayId,
    route.transitGatewayId,
    route.networkInterfaceId,
    route.instanceId,
    route.coreNetworkArn,
    route.carrierGatewayId,
    route.localGatewayId,
    // Of a Gateway Load Balancer: a firewall.
    route.cidrBlock === "0.0.0.0/0" ? route.vpcEndpointId : "",
    route.gatewayId.startsWith("vgw-") ? route.gatewayId : "",
  ];
  return isDefault(route) && targets.some((target) => target !== "");
}

function imageProblems(settings: Settings, region: string, blocked: readonly Blocked[]): Problem[] {
  if (!pullsHere(settings)) return [];
  const subnets = idsOf(blocked);
  return imagesOf(settings, region).flatMap(({ path, image }) => {
    const origin = imageOrigin(image, region);
    if (origin === "ownEcr" || origin === "other") return [];
    const why =
      origin === "otherEcr" ? "the VPC's endpoints reach no other region" : "its registry has no VPC endpoint";
    const allowed = `an image in ECR of ${region} or in a registry inside the VPC: ${subnets} have no way out, and ${why}`;
    if (path === "pmp-xray:agent.image") {
      const byCache = set("pmp-xray:ecs.pullThroughCache", "true");
      return [{ path, value: show(undefined), allowed: `${allowed}; it is ${image}`, fix: byCache }];
    }
    const [repository = image] = path.endsWith(".repository") ? image.split(/@|:(?=[^/]*$)/) : [image];
    return [{ path, value: show(repository), allowed, fix: set(path, `'${inOwnEcr(repository, region)}'`) }];
  });
}

/**
 * What tasks in these subnets lack: an image's registry, an endpoint. Tasks on Fargate in public subnets lack nothing but their
 * address.
 */
async function lacksOf(
  settings: Settings,
  region: string,
  reader: NetworkReader,
  blocked: readonly Blocked[],
): Promise<Problem[]> {
  if (blocked.length === 0) return [];
  const missing = await missingEndpoints(settings, region, reader, blocked);
  const lacks = [...imageProblems(settings, region, blocked), ...endpointProblems(missing, region, blocked)];
  const ofPublic = settings.ecs.launchType === "FARGATE" ? blocked.filter(({ isPublic }) => isPublic) : [];
  if (lacks.length === 0 || ofPublic.length === 0) return lacks;
  const path = "pmp-xray:ecs.network.assignPublicIp";
  const allowed = `true in ${idsOf(ofPublic)}: the only way out is an internet gateway, which needs a public address`;
  const address = { path, value: "false", allowed, fix: set(path, "true") };
  const others = blocked.filter((each) => !ofPublic.includes(each));
  return [address, ...(await lacksOf(settings, region, reader, others))];
}

function endpointProblems(missing: readonly Missing[], region: string, blocked: readonly Blocked[]): Problem[] {
  return missing.map(({ service, fix }) => ({
    path: SETTING.subnetIds,
    value: idsOf(blocked),
    allowed:
      "subnets with a route for 0.0.0.0/0 to a NAT gateway or another way out, or in a VPC with an endpoint of " +
      `${serviceName(service, region)}: ${WHY[service] ?? WHY_INSTANCE}`,
    fix,
  }));
}

function idsOf(subnets: readonly Blocked[]): string {
  return subnets.map(({ subnetId }) => subnetId).join(", ");
}
