import assert from "node:assert/strict";
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
        "aws.ecs.launchtype": "FARGATE",
        "aws.ecs.container.arn": "arn:aws:ecs:us-east-1:123456789012:container/prod/1/2",
        "aws.ecs.cluster.arn": "arn:aws:ecs:us-east-1:123456789012:cluster/prod",
        "aws.ecs.task.arn": "arn:aws:ecs:us-east-1:123456789012:task/prod/1",
        "aws.ecs.task.family": "pmp-api",
        "aws.log.group.names": ["/ecs/pmp-api"],
        "aws.log.group.arns": ["arn:aws:logs:us-east-1:123456789012:log-group:/ecs/pmp-api"],
      },
      "AWS::ECS::Fargate",
      {
        ecs: {
          container_arn: "arn:aws:ecs:us-east-1:123456789012:container/prod/1/2",
          cluster_arn: "arn:aws:ecs:us-east-1:123456789012:cluster/prod",
          task_arn: "arn:aws:ecs:us-east-1:123456789012:task/prod/1",
          task_family: "pmp-api",
          launch_type: "FARGATE",
        },
        cloudwatch_logs: [
          { log_group: "/ecs/pmp-api", arn: "arn:aws:logs:us-east-1:123456789012:log-group:/ecs/pmp-api" },
        ],
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

  it("is not on its subsegments", () => {
    const resource = { "service.name": "api", "cloud.platform": "aws_eks", "cloud.region": "us-east-1" };
    const document = toDocument(makeSpan({ parent: "local", resource }));
    assert.equal(document.aws, undefined);
    assert.equal(document.origin, undefined);
  });
});
