import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { toJson, type PolicyDocument } from "../iam/document.ts";
import type { Tags } from "../tags.ts";

export interface InsightEventsArgs {
  /** Name of the EventBridge rule: 1 to 64 characters, unique in the account and region. */
  readonly ruleName: pulumi.Input<string>;
  /** Only the insights of this X-Ray group are sent. */
  readonly groupName: pulumi.Input<string>;
  /** ARN of the topic that gets the events. Its policy is set here, so it must be a topic of this stack. */
  readonly topicArn: pulumi.Input<string>;
  readonly accountId: pulumi.Input<string>;
  /** Default: none. */
  readonly tags?: Tags;
}

/**
 * The policy of a topic that gets both alarms and events. A topic's policy is one document: setting it for EventBridge
 * removes the default that lets the account's own alarms publish, so this policy allows them explicitly.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 */
function topicPolicyDocument(topicArn: string, accountId: string, ruleArn: string): PolicyDocument {
  const publish = { Effect: "Allow", Action: "sns:Publish", Resource: topicArn } as const;
  return {
    Version: "2012-10-17",
    Statement: [
      {
        ...publish,
        Sid: "AlarmsOfThisAccount",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": accountId } },
      },
      {
        ...publish,
        Sid: "InsightsOfThisRule",
        Principal: { Service: "events.amazonaws.com" },
        Condition: { ArnEquals: { "aws:SourceArn": ruleArn } },
      },
    ],
  };
}

/**
 * Sends X-Ray's insight events to the alarm topic.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-insights.html
 */
export class InsightEvents extends pulumi.ComponentResource {
  constructor(name: string, args: InsightEventsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:tracing:InsightEvents", name, {}, opts);
    const { ruleName, groupName, topicArn, accountId, tags = {} } = args;
    const rule = new aws.cloudwatch.EventRule(
      `${name}-rule`,
      {
        name: ruleName,
        description: "X-Ray found an anomaly, or its state changed.",
        eventPattern: pulumi.jsonStringify({
          source: ["aws.xray"],
          "detail-type": ["AWS X-Ray Insight Update"],
          detail: { GroupName: [groupName] },
        }),
        tags,
      },
      { parent: this },
    );
    const policy = new aws.sns.TopicPolicy(
      `${name}-topic-policy`,
      {
        arn: topicArn,
        policy: pulumi
          .all([topicArn, accountId, rule.arn])
          .apply(([topic, account, ruleArn]) => toJson(topicPolicyDocument(topic, account, ruleArn))),
      },
      { parent: this },
    );
    new aws.cloudwatch.EventTarget(
      `${name}-target`,
      { rule: rule.name, arn: topicArn },
      { parent: this, dependsOn: [policy] },
    );
    this.registerOutputs({});
  }
}
