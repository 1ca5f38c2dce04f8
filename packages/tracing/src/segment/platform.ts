import type { Attributes } from "@opentelemetry/api";
import type { AwsBlock } from "./types.ts";
import { compact, firstText, text } from "./values.ts";

/** X-Ray's name for the platform that `cloud.platform` names; undefined where X-Ray knows none. */
export function originOf(resource: Attributes): string | undefined {
  switch (text(resource["cloud.platform"])) {
    case "aws_eks":
      return "AWS::EKS::Container";
    case "aws_ecs":
      return text(resource["aws.ecs.launchtype"])?.toLowerCase() === "fargate"
        ? "AWS::ECS::Fargate"
        : text(resource["aws.ecs.launchtype"])?.toLowerCase() === "ec2"
          ? "AWS::ECS::EC2"
          : "AWS::ECS::Container";
    case "aws_ec2":
      return "AWS::EC2::Instance";
    case "aws_elastic_beanstalk":
      return "AWS::ElasticBeanstalk::Environment";
    case "aws_lambda":
      return "AWS::Lambda::Function";
    default:
      return undefined;
  }
}

/** The part of the `aws` block that says where the service runs. */
export function platformOf(resource: Attributes): AwsBlock {
  const logGroup = firstOf(resource["aws.log.group.names"]);
  const logArn = firstOf(resource["aws.log.group.arns"]);
  return (
    compact<AwsBlock>({
      account_id: text(resource["cloud.account.id"]),
      region: text(resource["cloud.region"]),
      ec2: compact<Record<string, string>>({
        instance_id: text(resource["host.id"]),
        availability_zone: text(resource["cloud.availability_zone"]),
        instance_size: text(resource["host.type"]),
        ami_id: text(resource["host.image.id"]),
      }),
      ecs: compact<Record<string, string>>({
        container_arn: text(resource["aws.ecs.container.arn"]),
        cluster_arn: text(resource["aws.ecs.cluster.arn"]),
        task_arn: text(resource["aws.ecs.task.arn"]),
        task_family: text(resource["aws.ecs.task.family"]),
        launch_type: text(resource["aws.ecs.launchtype"]),
      }),
      eks: compact<Record<string, string>>({
        cluster_name: firstText(resource, "k8s.cluster.name"),
        pod: text(resource["k8s.pod.name"]),
        container_id: text(resource["container.id"]),
      }),
      cloudwatch_logs:
        logGroup === undefined && logArn === undefined
          ? undefined
          : [compact<{ log_group?: string; arn?: string }>({ log_group: logGroup, arn: logArn }) ?? {}],
    }) ?? {}
  );
}

function firstOf(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return text(first);
}
