import type { Attributes } from "@opentelemetry/api";
import { get } from "../transport/http-client.ts";
import { text } from "../segment/values.ts";

/** Time for both requests together, in milliseconds; they run at the same time. */
const TIMEOUT_MS = 1_000;
/** A task has at most ten containers, and each takes some two kilobytes. */
const MAX_ANSWER_BYTES = 256 * 1024;
/** No field that is read here is longer; an ARN has at most some 2,048 characters. */
const MAX_TEXT = 2_048;
/** `arn:PARTITION:ecs:REGION:ACCOUNT:RESOURCE` */
const ECS_ARN = /^arn:([\w-]+):ecs:([\w-]+):(\d{12}):(.+)$/;

type Json = Readonly<Record<string, unknown>>;

/**
 * What the metadata endpoint of ECS says about this container and its task, as OpenTelemetry's resource attributes. Two
 * requests, each optional: what can't be read within the time is left out. Never rejects.
 *
 * @param uri the value of ECS_CONTAINER_METADATA_URI_V4, such as `http://169.254.170.2/v4/ID`
 *
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html
 */
export async function readEcsMetadata(uri: string, timeoutMs = TIMEOUT_MS): Promise<Attributes> {
  const [container, task] = await Promise.all([readJson(uri, timeoutMs), readJson(`${uri}/task`, timeoutMs)]);
  return ecsAttributes(container, task);
}

/** A JSON object; empty for any other answer, and for none. Redirects are not followed. */
async function readJson(uri: string, timeoutMs: number): Promise<Json> {
  try {
    const { protocol, hostname, port, pathname } = new URL(uri);
    if (protocol !== "http:") return {};
    const host = hostname.replace(/^\[(.*)\]$/, "$1");
    const endpoint = { host, port: port === "" ? 80 : Number(port) };
    const { status, body } = await get(endpoint, pathname, timeoutMs, MAX_ANSWER_BYTES);
    return status === 200 ? objectOf(JSON.parse(body)) : {};
  } catch {
    // Metadata only adds to what the environment says: the app runs and is traced without it.
    return {};
  }
}

/** The attributes that two answers give together; each field is optional, and of any type. */
export function ecsAttributes(container: Json, task: Json): Attributes {
  const labels = objectOf(container.Labels);
  const label = (name: string): string | undefined => short(labels[`com.amazonaws.ecs.${name}`]);
  const taskArn = arnOf(task.TaskARN) ?? arnOf(container.TaskARN) ?? arnOf(label("task-arn"));
  const containerArn = arnOf(container.ContainerARN);
  const [, partition, region, account] = ECS_ARN.exec(taskArn ?? containerArn ?? "") ?? [];
  const place: Place | undefined =
    partition !== undefined && region !== undefined && account !== undefined
      ? { partition, region, account }
      : undefined;
  const logs = logGroupsOf([container, ...listOf(task.Containers)], place);
  return defined({
    "cloud.region": region,
    "cloud.account.id": account,
    "cloud.availability_zone": short(task.AvailabilityZone) ?? short(container.AvailabilityZone),
    "container.id": short(container.DockerId),
    "container.name": short(container.Name) ?? label("container-name"),
    "aws.ecs.container.arn": containerArn,
    "aws.ecs.task.arn": taskArn,
    "aws.ecs.task.family": short(task.Family) ?? short(container.Family) ?? label("task-definition-family"),
    "aws.ecs.task.revision":
      revisionOf(task.Revision) ?? revisionOf(container.Revision) ?? label("task-definition-version"),
    "aws.ecs.cluster.arn": clusterArnOf(short(task.Cluster) ?? short(container.Cluster) ?? label("cluster"), place),
    "aws.ecs.launchtype": short(task.LaunchType)?.toLowerCase(),
    "aws.log.group.names": logs.names,
    "aws.log.group.arns": logs.arns,
  });
}

interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** ECS gives the ARN, or the short name of a cluster of the task's own account and region. */
function clusterArnOf(cluster: string | undefined, place: Place | undefined): string | undefined {
  if (cluster === undefined || ECS_ARN.test(cluster)) return cluster;
  return place && `arn:${place.partition}:ecs:${place.region}:${place.account}:cluster/${cluster}`;
}

/** The log groups of a task's containers, without repetitions, those of this container first. */
function logGroupsOf(containers: readonly Json[], place: Place | undefined) {
  const names = new Set<string>();
  const arns = new Set<string>();
  for (const { LogDriver: driver, LogOptions: given } of containers) {
    const options = objectOf(given);
    const group = short(options["awslogs-group"]);
    if (driver !== "awslogs" || group === undefined) continue;
    names.add(group);
    const region = short(options["awslogs-region"]) ?? place?.region;
    if (place && region !== undefined)
      arns.add(`arn:${place.partition}:logs:${region}:${place.account}:log-group:${group}`);
  }
  return { names: names.size > 0 ? [...names] : undefined, arns: arns.size > 0 ? [...arns] : undefined };
}

function arnOf(value: unknown): string | undefined {
  const arn = short(value);
  return arn !== undefined && ECS_ARN.test(arn) ? arn : undefined;
}

/** A text, in AWS's answers; a number in others. */
function revisionOf(value: unknown): string | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) ? String(value) : short(value);
}

function short(value: unknown): string | undefined {
  const given = text(value);
  return given !== undefined && given.length <= MAX_TEXT ? given : undefined;
}

function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

function defined(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
