import type { Attributes } from "@opentelemetry/api";
import type { AwsBlock } from "@pmp/segment";

/** What the collector's exporter for X-Ray puts before the name of a resource's attribute. */
const PREFIX = "otel.resource.";

/** Attributes of a resource that a document holds elsewhere: its name, version, origin and aws block. */
const HELD = new Set([
  "service.name",
  "service.version",
  "cloud.region",
  "cloud.account.id",
  "aws.log.group.names",
  "aws.log.group.arns",
]);
const HELD_BY: readonly [keyof AwsBlock, readonly string[]][] = [
  ["ec2", ["host.id", "host.type", "host.image.id", "cloud.availability_zone"]],
  [
    "ecs",
    [
      "container.name",
      "container.id",
      "aws.ecs.container.arn",
      "aws.ecs.cluster.arn",
      "aws.ecs.task.arn",
      "aws.ecs.task.family",
      "aws.ecs.launchtype",
      "cloud.availability_zone",
    ],
  ],
  ["eks", ["k8s.cluster.name", "k8s.pod.name", "container.id"]],
  ["elastic_beanstalk", ["service.namespace", "service.instance.id"]],
];
/** What detectors say of the process and of OpenTelemetry itself: long, and of no use to who reads a trace. */
const LEFT_OUT = /^(process|telemetry)\./;

/**
 * Metadata that every segment of a service has: what its resource says and no other part of the document holds, such as
 * `deployment.environment.name`, `k8s.namespace.name` and `k8s.node.name`, under the names that the collector gives them.
 */
export function resourceMetadataOf(
  resource: Attributes,
  { origin, aws }: { origin: string | undefined; aws: AwsBlock },
): Record<string, unknown> | undefined {
  const held = new Set(HELD_BY.flatMap(([block, keys]) => (aws[block] === undefined ? [] : keys)));
  if (origin !== undefined) for (const key of ["cloud.provider", "cloud.platform"]) held.add(key);
  const entries = Object.entries(resource).filter(
    ([key, value]) => isPlain(value) && !HELD.has(key) && !held.has(key) && !LEFT_OUT.test(key),
  );
  return entries.length === 0
    ? undefined
    : Object.fromEntries(entries.map(([key, value]) => [`${PREFIX}${key}`, value]));
}

/** A detector of an app's own set-up may leave promises. */
function isPlain(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isPlain) : ["string", "number", "boolean"].includes(typeof value);
}
