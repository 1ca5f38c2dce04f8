import { z } from "zod";
import { chartDefaults } from "../../../components/workload/chart.ts";
import { refuses, set } from "./support.ts";

const TOPIC = "arn:aws:sns:us-east-1:123456789012:on-call";
/** The chart's own list. */
const AGENT_KEYS = Object.keys(
  z.object({ agent: z.record(z.string(), z.unknown()) }).parse(chartDefaults()).agent,
).join(", ");

describe("settings: keys that must agree", () => {
  refuses([
    [
      "an image that means latest",
      { "pmp-xray:api": { image: { repository: "pmp-api" } } },
      [
        "pmp-xray:api.image",
        '{"repository":"pmp-api"}',
        "an image with a tag, a digest, or both",
        set("api.image.tag", "'1.0.0'"),
      ],
    ],
    [
      "a subscription to somebody else's topic",
      { "pmp-xray:alarms": { topicArn: TOPIC, email: "on-call@example.com" } },
      [
        "pmp-xray:alarms.email",
        '"on-call@example.com"',
        "nothing, with alarms.topicArn: the subscriptions of an existing topic are its owner's",
        "pulumi config rm --path 'pmp-xray:alarms.email'",
      ],
    ],
    [
      "more periods than CloudWatch looks back",
      { "pmp-xray:alarms": { periodSeconds: 3600, evaluationPeriods: 25 } },
      [
        "pmp-xray:alarms.evaluationPeriods",
        "25",
        "a whole number from 1 to 24 (periods)",
        set("alarms.evaluationPeriods", "2"),
      ],
    ],
    [
      "notifications of insights that are off",
      { "pmp-xray:groups": { insightsNotifications: true } },
      [
        "pmp-xray:groups.insightsNotifications",
        "true",
        "false, without groups.insights",
        set("groups.insights", "true"),
      ],
    ],
    [
      "notifications of insights to somebody else's topic",
      { "pmp-xray:groups": { insights: true, insightsNotifications: true }, "pmp-xray:alarms": { topicArn: TOPIC } },
      [
        "pmp-xray:groups.insightsNotifications",
        "true",
        "false, with alarms.topicArn: an existing topic's policy is its owner's",
        "pulumi config rm --path 'pmp-xray:groups.insightsNotifications'",
      ],
    ],
    [
      "a chart value that looks like another one",
      { "pmp-xray:chart": { agent: { priorityClasName: "x" } } },
      [
        "pmp-xray:chart.agent.priorityClasName",
        '"x"',
        `one of the keys ${AGENT_KEYS}`,
        "did you mean priorityClassName? If not: pulumi config rm --path 'pmp-xray:chart.agent.priorityClasName'",
      ],
    ],
    [
      "a chart value of the wrong type",
      { "pmp-xray:chart": { agent: { tolerations: [{ operator: "Always" }] } } },
      [
        "pmp-xray:chart.agent.tolerations[0].operator",
        '"Always"',
        "what the chart takes: it must be equal to one of the allowed values",
        "see the table of values in charts/pmp-xray/README.md",
      ],
    ],
    [
      "a chart value that the program sets",
      { "pmp-xray:chart": { api: { replicas: 9 } } },
      [
        "pmp-xray:chart.api.replicas",
        "9",
        "nothing: the program sets this value itself, from its other settings",
        "pulumi config rm --path 'pmp-xray:chart.api.replicas'",
      ],
    ],
  ]);
});
