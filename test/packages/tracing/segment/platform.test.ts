import assert from "node:assert/strict";
import { originOf, serviceTypeOf } from "../../../../packages/tracing/src/segment/platform.ts";
import { toDocument } from "../../../../packages/tracing/src/segment/document.ts";
import { SpanKind, type Attributes } from "../../../../packages/tracing/testing.ts";
import { problemsOf } from "../support/segment-schema.ts";
import { makeSpan } from "../support/spans.ts";

describe("where a service runs", () => {
  const platforms: [string, Attributes, string, object][] = [
    [
      "EKS",
      {
        "cloud.platform": "aws_eks",
        "cloud.region": "us-east-1",
        "cloud.account.id": "123456789012",
        "k8s.cluster.name": "prod",
        "k8s.pod.name": "pmp-api-1",
        "container.id": "c-1",
      },
      "AWS::EKS::Container",
      {
        account_id: "123456789012",
        region: "us-east-1",
        eks: { cluster_name: "prod", pod: "pmp-api-1", container_id: "c-1" },
      },
    ],
    [
      "ECS on Fargate",
      {
        "cloud.platform": "aws_ecs",
        "cloud.availability_zone": "us-east-1b",
        "container.name": "api",
        "container.id": "c-1",
        "aws.ecs.launchtype": "FARGATE",
        "aws.ecs.container.arn": "arn:aws:ecs:us-east-1:123456789012:container/prod/1/2",
        "aws.ecs.cluster.arn": "arn:aws:ecs:us-east-1:123456789012:cluster/prod",
        "aws.ecs.task.arn": "arn:aws:ecs:us-east-1:123456789012:task/prod/1",
        "aws.ecs.task.family": "pmp-api",
        "aws.ecs.task.revision": "7",
        "aws.log.group.names": ["/ecs/pmp-api"],
        "aws.log.group.arns": ["arn:aws:logs:us-east-1:123456789012:log-group:/ecs/pmp-api"],
      },
      "AWS::ECS::Fargate",
      {
        ecs: {
          container: "api",
          container_id: "c-1",
          container_arn: "arn:aws:ecs:us-east-1:123456789012:container/prod/1/2",
          cluster_arn: "arn:aws:ecs:us-east-1:123456789012:cluster/prod",
          task_arn: "arn:aws:ecs:us-east-1:123456789012:task/prod/1",
          task_family: "pmp-api",
          task_revision: "7",
          launch_type: "FARGATE",
          availability_zone: "us-east-1b",
        },
        cloudwatch_logs: [
          { log_group: "/ecs/pmp-api", arn: "arn:aws:logs:us-east-1:123456789012:log-group:/ecs/pmp-api" },
        ],
      },
    ],
    [
      "ECS on an instance that is known, with two log groups by name",
      {
        "cloud.platform": "aws_ecs",
        "cloud.availability_zone": "eu-west-1a",
        "aws.ecs.launchtype": "ec2",
        "host.id": "i-1",
        "aws.log.group.names": "/ecs/a&/ecs/b&",
      },
      "AWS::ECS::EC2",
      {
        ec2: { instance_id: "i-1", availability_zone: "eu-west-1a" },
        ecs: { launch_type: "ec2", availability_zone: "eu-west-1a" },
        cloudwatch_logs: [{ log_group: "/ecs/a" }, { log_group: "/ecs/b" }],
      },
    ],
    [
      "ECS of unknown launch type, with log groups by ARN and one by name alone",
      {
        "cloud.platform": "aws_ecs",
        "aws.log.group.arns":
          "arn:aws-cn:logs:cn-north-1:123456789012:log-group:/ecs/a:*&arn:aws-cn:logs:cn-north-1:123456789012:log-group:/ecs/b",
        "aws.log.group.names": ["/ecs/b", "/ecs/c"],
      },
      "AWS::ECS::Container",
      {
        cloudwatch_logs: [
          { log_group: "/ecs/a", arn: "arn:aws-cn:logs:cn-north-1:123456789012:log-group:/ecs/a:*" },
          { log_group: "/ecs/b", arn: "arn:aws-cn:logs:cn-north-1:123456789012:log-group:/ecs/b" },
          { log_group: "/ecs/c" },
        ],
      },
    ],
    [
      "App Runner",
      { "cloud.platform": "aws_app_runner", "cloud.region": "us-east-1" },
      "AWS::AppRunner::Service",
      { region: "us-east-1" },
    ],
    [
      "Elastic Beanstalk with its environment and deployment",
      {
        "cloud.platform": "aws_elastic_beanstalk",
        "service.namespace": "shop-prod",
        "service.instance.id": "23",
        "service.version": "app-7",
      },
      "AWS::ElasticBeanstalk::Environment",
      { elastic_beanstalk: { environment_name: "shop-prod", version_label: "app-7", deployment_id: 23 } },
    ],
    [
      "EKS on a node that is known",
      {
        "cloud.platform": "aws_eks",
        "k8s.pod.name": "pmp-api-1",
        "container.id": "c-1",
        "cloud.availability_zone": "us-east-1c",
        "host.id": "i-2",
        "aws.log.group.names": ["/aws/eks/a", "/aws/eks/b"],
      },
      "AWS::EKS::Container",
      {
        ec2: { instance_id: "i-2", availability_zone: "us-east-1c" },
        eks: { pod: "pmp-api-1", container_id: "c-1" },
        cloudwatch_logs: [{ log_group: "/aws/eks/a" }, { log_group: "/aws/eks/b" }],
      },
    ],
    [
      "EC2",
      {
        "cloud.platform": "aws_ec2",
        "cloud.availability_zone": "us-east-1a",
        "host.id": "i-1",
        "host.type": "m7g.large",
        "host.image.id": "ami-1",
      },
      "AWS::EC2::Instance",
      { ec2: { instance_id: "i-1", availability_zone: "us-east-1a", instance_size: "m7g.large", ami_id: "ami-1" } },
    ],
    ["Elastic Beanstalk", { "cloud.platform": "aws_elastic_beanstalk" }, "AWS::ElasticBeanstalk::Environment", {}],
    ["Lambda", { "cloud.platform": "aws_lambda" }, "AWS::Lambda::Function", {}],
  ];
  for (const [name, resource, origin, aws] of platforms) {
    it(`is on its segments: ${name}`, () => {
      const document = toDocument(
        makeSpan({ kind: SpanKind.SERVER, resource: { "service.name": "api", ...resource } }),
      );
      assert.deepEqual(problemsOf(document), []);
      assert.equal(document.origin, origin);
      const { xray, ...rest } = document.aws ?? {};
      assert.equal(xray?.sdk, "pmp-tracing");
      assert.deepEqual(rest, aws);
    });
  }

  it("is for sampling rules the same type on all of ECS, and the origin elsewhere", () => {
    for (const launchtype of ["FARGATE", "EC2", "external", undefined]) {
      const resource = { "cloud.platform": "aws_ecs", ...(launchtype && { "aws.ecs.launchtype": launchtype }) };
      assert.equal(serviceTypeOf(resource), "AWS::ECS::Container");
    }
    for (const platform of ["aws_eks", "aws_ec2", "aws_lambda", "aws_app_runner", "aws_elastic_beanstalk", "gcp_gke"]) {
      const resource = { "cloud.platform": platform };
      assert.equal(serviceTypeOf(resource), originOf(resource));
    }
    assert.equal(serviceTypeOf({}), undefined);
  });

  it("is not on its subsegments", () => {
    const resource = { "service.name": "api", "cloud.platform": "aws_eks", "cloud.region": "us-east-1" };
    const document = toDocument(makeSpan({ parent: "local", resource }));
    assert.equal(document.aws, undefined);
    assert.equal(document.origin, undefined);
  });
});
