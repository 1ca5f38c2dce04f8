import { refuses, set } from "./support.ts";

const API_IMAGE = { repository: "pmp-api", tag: "1" };

const KEYS =
  "stage, platform, nameSuffix, tags, cluster, identity, namespace, api, agent, chart, sampling, groups, alarms, iam, account";

describe("settings: one key by itself", () => {
  refuses([
    [
      "an unknown key that looks like a known one",
      { "pmp-xray:alarm": { faultRatePercent: 5 } },
      [
        "pmp-xray:alarm",
        String.raw`"{\"faultRatePercent\":5}"`,
        `one of the keys ${KEYS}`,
        "did you mean alarms? If not: pulumi config rm --path 'pmp-xray:alarm'",
      ],
    ],
    [
      "an unknown key that looks like none",
      { "pmp-xray:verbosity": "9" },
      ["pmp-xray:verbosity", '"9"', `one of the keys ${KEYS}`, "pulumi config rm --path 'pmp-xray:verbosity'"],
    ],
    [
      "an unknown key inside",
      { "pmp-xray:api": { image: API_IMAGE, replica: 3 } },
      [
        "pmp-xray:api.replica",
        "3",
        "one of the keys image, replicas, serviceName, propagateTo",
        "did you mean replicas? If not: pulumi config rm --path 'pmp-xray:api.replica'",
      ],
    ],
    [
      "an unknown stage",
      { "pmp-xray:stage": "production" },
      ["pmp-xray:stage", '"production"', '"dev" or "staging" or "prod" or "local"', set("stage", "'dev'")],
    ],
    [
      "no stage",
      { "pmp-xray:stage": undefined },
      ["pmp-xray:stage", "(not set)", '"dev" or "staging" or "prod" or "local"', set("stage", "'dev'")],
    ],
    [
      "a fraction where text belongs, because 1.10 would come as 1.1",
      { "pmp-xray:api": { image: { repository: "pmp-api", tag: 1.1 } } },
      [
        "pmp-xray:api.image.tag",
        "1.1",
        "an image tag: at most 128 of A-Z a-z 0-9 _ . -, in quotes: 1.10 as a number is 1.1",
        set("api.image.tag", "--type string '1.1'"),
      ],
    ],
    [
      "text where an object belongs",
      { "pmp-xray:api": "pmp-api" },
      [
        "pmp-xray:api",
        '"pmp-api"',
        "an object with the keys image, replicas, serviceName, propagateTo",
        `pulumi config rm --path 'pmp-xray:api' && ${set("api.image.repository", "'pmp-api'")} && ${set("api.image.tag", "'1.0.0'")}`,
      ],
    ],
    [
      "no API at all",
      { "pmp-xray:api": undefined },
      [
        "pmp-xray:api",
        "(not set)",
        "an object with the keys image, replicas, serviceName, propagateTo",
        `${set("api.image.repository", "'pmp-api'")} && ${set("api.image.tag", "'1.0.0'")}`,
      ],
    ],
    [
      "a tag inside the repository",
      { "pmp-xray:api": { image: { repository: "pmp-api:1", tag: "1" } } },
      [
        "pmp-xray:api.image.repository",
        '"pmp-api:1"',
        "an image repository without tag or digest, like 123456789012.dkr.ecr.us-east-1.amazonaws.com/pmp-api",
        set("api.image.repository", "'pmp-api'"),
      ],
    ],
    [
      "a service name that makes a group name of more than 32",
      { "pmp-xray:api": { image: API_IMAGE, serviceName: "a".repeat(26) } },
      [
        "pmp-xray:api.serviceName",
        `"${"a".repeat(26)}"`,
        "1 to 25 letters, digits and -, beginning with a letter",
        set("api.serviceName", "'pmp-api'"),
      ],
    ],
    [
      "a namespace in capitals",
      { "pmp-xray:namespace": "PMP" },
      [
        "pmp-xray:namespace",
        '"PMP"',
        "a namespace: 1 to 63 of a-z 0-9 and -, with a letter or digit at both ends",
        set("namespace", "'pmp'"),
      ],
    ],
    [
      "a percentage above 100",
      { "pmp-xray:alarms": { faultRatePercent: 140 } },
      [
        "pmp-xray:alarms.faultRatePercent",
        "140",
        "a number from 0.1 to 100 (percent of traces)",
        set("alarms.faultRatePercent", "5"),
      ],
    ],
    [
      "text that is a number only to some",
      { "pmp-xray:groups": { slowSeconds: "1_0" } },
      ["pmp-xray:groups.slowSeconds", '"1_0"', "a number from 0.001 to 300 (seconds)", set("groups.slowSeconds", "2")],
    ],
    [
      "half a period",
      { "pmp-xray:alarms": { periodSeconds: 90 } },
      [
        "pmp-xray:alarms.periodSeconds",
        "90",
        "60 to 3600 seconds, in whole minutes",
        set("alarms.periodSeconds", "300"),
      ],
    ],
    [
      "an ARN of something else",
      { "pmp-xray:alarms": { topicArn: "arn:aws:sqs:us-east-1:123456789012:q" } },
      [
        "pmp-xray:alarms.topicArn",
        '"arn:aws:sqs:us-east-1:123456789012:q"',
        "an ARN like arn:aws:sns:us-east-1:123456789012:on-call",
        set("alarms.topicArn", "'arn:aws:sns:us-east-1:123456789012:on-call'"),
      ],
    ],
    [
      "a tag that belongs to AWS",
      { "pmp-xray:tags": { "aws:team": "x" } },
      [
        'pmp-xray:tags["aws:team"]',
        '"x"',
        "a tag key of 1 to 128 letters, digits, spaces and _ . : / = + - @, not beginning with aws:",
        `pulumi config rm --path 'pmp-xray:tags["aws:team"]'`,
      ],
    ],
    [
      "an encryption key that is no key",
      { "pmp-xray:account": { encryptionKeyArn: "alias/xray" } },
      [
        "pmp-xray:account.encryptionKeyArn",
        '"alias/xray"',
        "an ARN like arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555",
        set(
          "account.encryptionKeyArn",
          "'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555'",
        ),
      ],
    ],
  ]);
});
