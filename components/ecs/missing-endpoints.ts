import { imageOrigin, inOwnEcr, printPath, type EcsSettings, type StackSettings } from "@pmp/model";
import { calledServices } from "./aws-services.ts";
import type { Answer, Endpoint, NetworkReader } from "./given-network.ts";
import { taskOf } from "./task.ts";

type Settings = StackSettings & EcsSettings;

/** One from which a task reaches endpoints only. */
interface Subnet {
  readonly subnetId: string;
  readonly routeTableId: string;
}

/** Images are pulled from the tasks' network on Fargate, and by instances in it. Other instances are not in these settings. */
export function pullsHere({ ecs }: Settings): boolean {
  return ecs.launchType === "FARGATE" || ecs.cluster.mode === "new";
}

export interface Image {
  /** Of the setting that it comes from. */
  readonly path: string;
  readonly image: string;
}

/** The images of the task. */
export function imagesOf(settings: Settings, region: string): Image[] {
  const { agent, ecs, plan } = settings;
  const known = { region, accountId: "123456789012", partition: "aws", clusterName: "pmp-cluster" };
  // The registry of the cache is ECR of the stack's own region.
  const mirror = ecs.pullThroughCache ? inOwnEcr("ecr-public", region) : ecs.mirror;
  const { containerDefinitions } = taskOf({ ...known, settings, plan, mirror });
  const ofAgent = printPath(agent.image === undefined ? ["agent", "image"] : ["agent", "image", "repository"]);
  const own = [printPath(["api", "image", "repository"]), ofAgent];
  return containerDefinitions.map(({ image }, index) => {
    const path = own[index] ?? printPath(["ecs", "containers", index - own.length, "image"]);
    return { path, image: String(image) };
  });
}

/** An endpoint that is not there, or of no use. */
export interface Missing {
  readonly service: string;
  /** The command that makes or mends the endpoint. */
  readonly fix: string;
}

/** The endpoints that tasks in these subnets lack, in the order in which they are needed. */
export async function missingEndpoints(
  settings: Settings,
  region: string,
  reader: NetworkReader,
  blocked: readonly Subnet[],
): Promise<Missing[]> {
  const { agent, ecs } = settings;
  const pulls = pullsHere(settings);
  // An image that is refused is in ECR once that is mended.
  const fromEcr = imagesOf(settings, region).some(({ image }) => imageOrigin(image, region) !== "other");
  const services = calledServices({
    pulls,
    instances: ecs.launchType === "EC2" && pulls,
    secretArns: Object.values(ecs.secrets),
    exec: ecs.exec,
    assumesRole: agent.assumeRoleArn !== undefined && agent.stsEndpoint === undefined,
  }).filter(
    (service) => !(service === "xray" && agent.endpoint !== undefined) && !(service.startsWith("ecr.") && !fromEcr),
  );
  const { vpcId = "" } = ecs.network;
  const byInterface = services.map(async (service): Promise<Missing[]> => {
    const fix = fixOfInterface(
      await reader.endpoint(service, "Interface"),
      vpcId,
      serviceName(service, region),
      blocked,
    );
    return fix === undefined ? [] : [{ service, fix }];
  });
  const layers = pulls && fromEcr ? [missingS3(reader, vpcId, region, blocked)] : [];
  return (await Promise.all([...byInterface, ...layers])).flat();
}

/** As AWS names it; in China, ECR's begin with cn. */
export function serviceName(service: string, region: string): string {
  const prefix = region.startsWith("cn-") && service.startsWith("ecr.") ? "cn." : "";
  return `${prefix}com.amazonaws.${region}.${service}`;
}

/** Without private DNS, the service's own name doesn't lead to the endpoint. */
function fixOfInterface(
  answer: Answer<Endpoint>,
  vpcId: string,
  name: string,
  blocked: readonly Subnet[],
): string | undefined {
  if (answer === "absent") {
    const subnets = blocked.map(({ subnetId }) => subnetId).join(" ");
    return (
      `aws ec2 create-vpc-endpoint --vpc-id ${vpcId} --vpc-endpoint-type Interface --service-name ${name} ` +
      `--subnet-ids ${subnets} --private-dns-enabled`
    );
  }
  if (answer === "hidden" || answer.privateDnsEnabled) return undefined;
  return `aws ec2 modify-vpc-endpoint --vpc-endpoint-id ${answer.id} --private-dns-enabled`;
}

/** S3 by a gateway endpoint in each route table, or by an interface endpoint. */
async function missingS3(
  reader: NetworkReader,
  vpcId: string,
  region: string,
  blocked: readonly Subnet[],
): Promise<Missing[]> {
  const byInterface = await reader.endpoint("s3", "Interface");
  if (byInterface !== "absent" && (byInterface === "hidden" || byInterface.privateDnsEnabled)) return [];
  const gateway = await reader.endpoint("s3", "Gateway");
  if (gateway === "hidden") return [];
  const tables = [...new Set(blocked.map(({ routeTableId }) => routeTableId))];
  if (gateway === "absent") {
    const fix =
      `aws ec2 create-vpc-endpoint --vpc-id ${vpcId} --vpc-endpoint-type Gateway ` +
      `--service-name ${serviceName("s3", region)} --route-table-ids ${tables.join(" ")}`;
    return [{ service: "s3", fix }];
  }
  const without = tables.filter((id) => !gateway.routeTableIds.includes(id));
  if (without.length === 0) return [];
  const fix = `aws ec2 modify-vpc-endpoint --vpc-endpoint-id ${gateway.id} --add-route-table-ids ${without.join(" ")}`;
  return [{ service: "s3", fix }];
}
