import { z } from "zod";
import { unique } from "../../kit/config.ts";
import { wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { record } from "../../kit/read.ts";

/** The taggable types among those that this pack's cloud policies check. */
const TAGGED = [
  "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:ec2/launchTemplate:LaunchTemplate",
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/vpcEndpoint:VpcEndpoint",
  "aws:ecs/cluster:Cluster",
  "aws:ecs/service:Service",
  "aws:ecs/taskDefinition:TaskDefinition",
  "aws:eks/cluster:Cluster",
  "aws:eks/nodeGroup:NodeGroup",
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  "aws:iam/policy:Policy",
  "aws:iam/role:Role",
  "aws:kms/key:Key",
  "aws:sns/topic:Topic",
  "aws:xray/group:Group",
  "aws:xray/samplingRule:SamplingRule",
];

export const requiredTags = resourcePolicy({
  name: "required-tags",
  title: "Resources are tagged with the stage that they belong to.",
  why: "Without the tags it is unknown who owns a resource, what a stage costs, and what may be deleted.",
  fix: "Set them for all resources with `aws:defaultTags` in the stack's file, or the `tags` of the resource.",
  severity: "low",
  enforcement: "advisory",
  frameworks: [wellArchitected("COST03-BP02")],
  types: TAGGED,
  config: {
    tags: unique(z.array(z.string().min(1)))
      .default(["stage"])
      .describe("Keys of the tags that each resource must have, with a value."),
  },
  *check({ props }, { tags }) {
    // The provider adds its default tags to tagsAll. The keys are known even if a value isn't.
    const given: Readonly<Record<string, unknown>> = record(props.tags);
    const byProvider: Readonly<Record<string, unknown>> = record(props.tagsAll);
    for (const tag of tags) {
      const holder = tag in given ? given : byProvider;
      if (!(tag in holder)) yield { path: "tags", message: `The tag ${tag} is missing.` };
      else if (holder[tag] === "") yield { path: `tags.${tag}`, message: `The tag ${tag} is empty.` };
    }
  },
});
