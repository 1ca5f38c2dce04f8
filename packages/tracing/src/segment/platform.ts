import type { Attributes } from "@opentelemetry/api";
import type { AwsBlock } from "@pmp/segment";
import { compact, text, whole } from "./values.ts";

/** X-Ray's names for values of `cloud.platform`, for platforms with a single name. */
const ORIGINS: Readonly<Record<string, string>> = {
  aws_app_runner: "AWS::AppRunner::Service",
  aws_ec2: "AWS::EC2::Instance",
  aws_eks: "AWS::EKS::Container",
  aws_elastic_beanstalk: "AWS::ElasticBeanstalk::Environment",
  aws_lambda: "AWS::Lambda::Function",
};
const ECS = "AWS::ECS::Container";

/**
 * The origin of a service's segments: X-Ray's name for the platform, on ECS by the launch type; undefined if X-Ray has
 * none. Same as the collector's exporter for X-Ray.
 */
export function originOf(resource: Attributes): string | undefined {
  const platform = platformNameOf(resource);
  if (platform !== "aws_ecs") return ORIGINS[platform ?? ""];
  switch (text(resource["aws.ecs.launchtype"])?.toLowerCase()) {
    case "fargate":
      return "AWS::ECS::Fargate";
    case "ec2":
      return "AWS::ECS::EC2";
    default:
      return ECS;
  }
}

/**
 * The service type for sampling rules. It is the origin, except on ECS: there AWS's samplers report the same type for
 * all launch types, and rules are written for that.
 */
export function serviceTypeOf(resource: Attributes): string | undefined {
  return platformNameOf(resource) === "aws_ecs" ? ECS : originOf(resource);
}

function platformNameOf(resource: Attributes): string | undefined {
  return text(resource["cloud.platform"]);
}

/** The platform part of the `aws` block: one block for the platform, and the common members. */
export function platformOf(resource: Attributes): AwsBlock {
  return (
    compact<AwsBlock>({
      account_id: text(resource["cloud.account.id"]),
      region: text(resource["cloud.region"]),
      ec2: ec2Of(resource),
      ecs: ecsOf(resource),
      eks: eksOf(resource),
      elastic_beanstalk: beanstalkOf(resource),
      cloudwatch_logs: logsOf(resource),
    }) ?? {}
  );
}

/** The EC2 instance, also under Kubernetes or ECS if known. */
function ec2Of(resource: Attributes): AwsBlock["ec2"] {
  const isEc2 = platformNameOf(resource) === "aws_ec2";
  if (!isEc2 && text(resource["host.id"]) === undefined) return undefined;
  return compact<Record<string, string>>({
    instance_id: text(resource["host.id"]),
    availability_zone: text(resource["cloud.availability_zone"]),
    instance_size: text(resource["host.type"]),
    ami_id: text(resource["host.image.id"]),
  });
}

function ecsOf(resource: Attributes): AwsBlock["ecs"] {
  if (platformNameOf(resource) !== "aws_ecs") return undefined;
  return compact<Record<string, string>>({
    container: text(resource["container.name"]),
    container_id: text(resource["container.id"]),
    container_arn: text(resource["aws.ecs.container.arn"]),
    cluster_arn: text(resource["aws.ecs.cluster.arn"]),
    task_arn: text(resource["aws.ecs.task.arn"]),
    task_family: text(resource["aws.ecs.task.family"]),
    task_revision: text(resource["aws.ecs.task.revision"]),
    launch_type: text(resource["aws.ecs.launchtype"]),
    availability_zone: text(resource["cloud.availability_zone"]),
  });
}

/** Also for Kubernetes other than EKS. */
function eksOf(resource: Attributes): AwsBlock["eks"] {
  const known = ["k8s.cluster.name", "k8s.pod.name"].some((key) => text(resource[key]) !== undefined);
  if (platformNameOf(resource) !== "aws_eks" && !known) return undefined;
  return compact<Record<string, string>>({
    cluster_name: text(resource["k8s.cluster.name"]),
    pod: text(resource["k8s.pod.name"]),
    container_id: text(resource["container.id"]),
  });
}

/** Read from the attributes that OpenTelemetry's detector sets and the collector's exporter reads. */
function beanstalkOf(resource: Attributes): AwsBlock["elastic_beanstalk"] {
  if (platformNameOf(resource) !== "aws_elastic_beanstalk") return undefined;
  return compact<NonNullable<AwsBlock["elastic_beanstalk"]>>({
    environment_name: text(resource["service.namespace"]),
    version_label: text(resource["service.version"]),
    deployment_id: whole(resource["service.instance.id"], 0),
  });
}

/** All log groups, for X-Ray's link from a trace to its logs. An ARN names its group as well. */
function logsOf(resource: Attributes): AwsBlock["cloudwatch_logs"] {
  const arns = listOf(resource["aws.log.group.arns"]);
  const named = new Set(arns.map(groupOf));
  const groups = listOf(resource["aws.log.group.names"]).filter((name) => !named.has(name));
  const logs = [
    ...arns.map((arn) => ({ log_group: groupOf(arn), arn })),
    ...groups.map((name) => ({ log_group: name })),
  ];
  return logs.length === 0 ? undefined : logs;
}

/** `arn:PARTITION:logs:REGION:ACCOUNT:log-group:NAME`, sometimes followed by `:*`. */
function groupOf(arn: string): string {
  return arn.split(":")[6] ?? arn;
}

/** A list, or a text in which `&` separates the items, as in OTEL_RESOURCE_ATTRIBUTES. */
function listOf(value: unknown): string[] {
  const items: unknown[] = Array.isArray(value) ? value : typeof value === "string" ? value.split("&") : [];
  return [
    ...new Set(
      items.filter((item) => typeof item === "string" && item.trim() !== "").map((item) => String(item).trim()),
    ),
  ];
}
