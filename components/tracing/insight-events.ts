import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../account/account.ts";
import { toJson, type PolicyDocument } from "../iam/document.ts";
import type { Tags } from "../tags.ts";

export interface InsightEventsArgs {
  /** false: nothing is made. */
  readonly enabled: boolean;
  /** Name of the EventBridge rule. */
  readonly ruleName: string;
  /** Only the insights of this group are sent. */
  readonly groupName: pulumi.Input<string>;
  /** The topic that this program made; its policy is set here. */
  readonly topicArn: pulumi.Input<string>;
  readonly account: Account;
  readonly tags: Tags;
}

/**
 * The policy of a topic that gets both alarms and events. A topic's policy is one document: setting it for EventBridge
 * takes away the default that lets the account's own alarms publish, so that has to be said again.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 */
export function topicPolicyDocument(topicArn: string, accountId: string, ruleArn: string): PolicyDocument {
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
 * Takes X-Ray's insight events to the alarm topic.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-insights.html
 */
export class InsightEvents extends pulumi.ComponentResource {
  constructor(name: string, args: InsightEventsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:tracing:InsightEvents", name, {}, opts);
    if (args.enabled) this.#make(name, args);
    this.registerOutputs({});
  }

  #make(name: string, { ruleName, groupName, topicArn, account, tags }: InsightEventsArgs): void {
    const rule = new aws.cloudwatch.EventRule(
      `${name}-rule`,
      {
        name: ruleName,
        description: "X-Ray found an anomaly, or its state changed.",
        eventPattern: pulumi.output(groupName).apply((group) =>
          JSON.stringify({
            source: ["aws.xray"],
            "detail-type": ["AWS X-Ray Insight Update"],
            detail: { GroupName: [group] },
          }),
        ),
        tags,
      },
      { parent: this },
    );
    const policy = new aws.sns.TopicPolicy(
      `${name}-topic-policy`,
      {
        arn: topicArn,
        policy: pulumi
          .all([topicArn, account.id, rule.arn])
          .apply(([topic, id, ruleArn]) => toJson(topicPolicyDocument(topic, id, ruleArn))),
      },
      { parent: this },
    );
    new aws.cloudwatch.EventTarget(
      `${name}-target`,
      { rule: rule.name, arn: topicArn },
      { parent: this, dependsOn: [policy] },
    );
  }
}
