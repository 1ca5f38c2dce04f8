import assert from "node:assert/strict";
import { ALARMS, TOPIC_ARN, effect } from "./support.ts";

describe("a switch: who hears of what", () => {
  it("alarms.email: subscribes to the topic that is made", async () => {
    assert.deepEqual(await effect({ "pmp-xray:alarms": { ...ALARMS, email: "on-call@example.com" } }), {
      added: {
        "aws:sns/topicSubscription:TopicSubscription alarms-email": {
          topic: TOPIC_ARN,
          protocol: "email",
          endpoint: "on-call@example.com",
        },
      },
      removed: [],
      changed: {},
    });
  });

  it("alarms.topicArn: every alarm goes there, and no topic is made", async () => {
    const topicArn = "arn:aws:sns:us-east-1:123456789012:on-call";
    const { added, removed, changed } = await effect({ "pmp-xray:alarms": { ...ALARMS, topicArn } });
    assert.deepEqual({ added, removed }, { added: {}, removed: ["aws:sns/topic:Topic alarms-topic"] });
    assert.equal(Object.keys(changed).length, 5);
    for (const value of Object.values(changed)) {
      assert.deepEqual(value, { alarmActions: [topicArn], okActions: [topicArn] });
    }
  });

  it("alarms.pagingTopicArn: the paging alarm goes there, and only that one", async () => {
    const pagingTopicArn = "arn:aws:sns:us-east-1:123456789012:pager";
    assert.deepEqual(await effect({ "pmp-xray:alarms": { ...ALARMS, pagingTopicArn } }), {
      added: {},
      removed: [],
      changed: {
        "aws:cloudwatch/compositeAlarm:CompositeAlarm alarms-page": {
          alarmActions: [pagingTopicArn],
          okActions: [pagingTopicArn],
        },
      },
    });
  });

  it("alarms.noTracesMinutes 0: no such alarm, neither made nor paged for nor shown", async () => {
    const { added, removed, changed } = await effect({ "pmp-xray:alarms": { ...ALARMS, noTracesMinutes: 0 } });
    assert.deepEqual(added, {});
    assert.deepEqual(removed, ["aws:cloudwatch/metricAlarm:MetricAlarm alarms-no-traces"]);
    const { "aws:cloudwatch/dashboard:Dashboard dashboard-dashboard": dashboard, ...rest } = changed;
    assert.deepEqual(rest, {
      "aws:cloudwatch/compositeAlarm:CompositeAlarm alarms-page": { alarmRule: 'ALARM("pmp-api-fault-rate")' },
    });
    assert.ok(!JSON.stringify(dashboard).includes("no-traces"));
  });

  it("alarms.runbookUrl: is in each alarm's description and on the dashboard", async () => {
    const runbookUrl = "https://wiki.example.com/pmp-api";
    const { changed } = await effect({ "pmp-xray:alarms": { ...ALARMS, runbookUrl } });
    assert.equal(Object.keys(changed).length, 6);
    for (const [key, value] of Object.entries(changed)) assert.ok(JSON.stringify(value).includes(runbookUrl), key);
  });
});
