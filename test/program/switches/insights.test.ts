import assert from "node:assert/strict";
import { evaluate } from "../../../offline/evaluate.ts";
import { one } from "../support/evaluate.ts";
import { TAGS, TOPIC_ARN, effect } from "./support.ts";

describe("a switch: events of X-Ray Insights", () => {
  it("groups.insights with notifications: the topic lets events in before there are any", async () => {
    const after = await evaluate("prod", {
      overrides: { "pmp-xray:groups": { insights: true, insightsNotifications: true } },
    });
    const policy = one(after, "aws:sns/topicPolicy:TopicPolicy");
    assert.ok(one(after, "aws:cloudwatch/eventTarget:EventTarget").dependencies.includes(policy.urn));
  });

  it("groups.insights with notifications: on the group of all traces, and its events reach the topic", async () => {
    const ruleArn = "arn:aws:events:us-east-1:123456789012:rule/pmp-api-insights";
    assert.deepEqual(await effect({ "pmp-xray:groups": { insights: true, insightsNotifications: true } }), {
      added: {
        "aws:cloudwatch/eventRule:EventRule insights-rule": {
          name: "pmp-api-insights",
          description: "X-Ray found an anomaly, or its state changed.",
          eventPattern: {
            source: ["aws.xray"],
            "detail-type": ["AWS X-Ray Insight Update"],
            detail: { GroupName: ["pmp-api-all"] },
          },
          tags: TAGS,
        },
        "aws:sns/topicPolicy:TopicPolicy insights-topic-policy": {
          arn: TOPIC_ARN,
          policy: {
            Version: "2012-10-17",
            Statement: [
              {
                Sid: "AlarmsOfThisAccount",
                Effect: "Allow",
                Principal: { Service: "cloudwatch.amazonaws.com" },
                Action: "sns:Publish",
                Resource: TOPIC_ARN,
                Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
              },
              {
                Sid: "InsightsOfThisRule",
                Effect: "Allow",
                Principal: { Service: "events.amazonaws.com" },
                Action: "sns:Publish",
                Resource: TOPIC_ARN,
                Condition: { ArnEquals: { "aws:SourceArn": ruleArn } },
              },
            ],
          },
        },
        "aws:cloudwatch/eventTarget:EventTarget insights-target": { rule: "pmp-api-insights", arn: TOPIC_ARN },
      },
      removed: [],
      changed: {
        "aws:xray/group:Group groups-all": {
          insightsConfiguration: { insightsEnabled: true, notificationsEnabled: true },
        },
      },
    });
  });
});
