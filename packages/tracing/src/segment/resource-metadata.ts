import type { Attributes } from "@opentelemetry/api";
import type { AwsBlock } from "@pmp/segment";

/** The prefix that the collector's exporter for X-Ray gives to resource attributes. */
const PREFIX = "otel.resource.";

/** Resource attributes contained elsewhere in a document: its name, version, origin and aws block. */
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
      "aws.ecs.task.revision",
      "aws.ecs.launchtype",
      "cloud.availability_zone",
    ],
  ],
  ["eks", ["k8s.cluster.name", "k8s.pod.name", "container.id"]],
  ["elastic_beanstalk", ["service.namespace", "service.instance.id"]],
];
/** Detector data about the process and OpenTelemetry itself: long, and of no use in a trace. */
const LEFT_OUT = /^(process|telemetry)\./;

/**
 * Metadata of every segment of a service: resource attributes that are not elsewhere in the document, such as
 * `deployment.environment.name`, `k8s.namespace.name` and `k8s.node.name`, under the collector's names.
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

/** Detectors of the app's own setup may return promises. */
function isPlain(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isPlain) : ["string", "number", "boolean"].includes(typeof value);
}
