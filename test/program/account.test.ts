import assert from "node:assert/strict";
import { evaluate, type Evaluation } from "../../offline/evaluate.ts";
import { all } from "./support/evaluate.ts";
import { changes } from "./support/resources.ts";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555";

describe("switches of the whole account", () => {
  let base: Evaluation;
  before(async () => {
    base = await evaluate("prod");
  });

  it("are all off in every example: nothing of theirs is made", () => {
    const types = base.resources.map(({ type }) => type);
    for (const type of ["EncryptionConfig", "TraceSegmentDestination", "IndexingRule", "LogResourcePolicy"]) {
      assert.ok(!types.some((made) => made.endsWith(`:${type}`)), type);
    }
  });

  it("encryptionKeyArn: X-Ray uses that key, and Pulumi refuses to take it back by accident", async () => {
    const after = await evaluate("prod", { overrides: { "pmp-xray:account": { encryptionKeyArn: KEY } } });
    assert.deepEqual(changes(base, after), {
      added: { "aws:xray/encryptionConfig:EncryptionConfig encryption-config": { type: "KMS", keyId: KEY } },
      removed: [],
      changed: {},
    });
    assert.deepEqual(protectedNames(after), ["encryption-config"]);
  });

  it("transactionSearch: policy, then destination, then index and a saved query", async () => {
    const transactionSearch = { indexingPercent: 5, retentionDays: 14 };
    const after = await evaluate("prod", { overrides: { "pmp-xray:account": { transactionSearch } } });
    const { added, removed, changed } = changes(base, after);
    assert.deepEqual(
      { added, removed },
      {
        added: {
          "aws:cloudwatch/logResourcePolicy:LogResourcePolicy transaction-search-log-policy": {
            policyName: "pmp-xray-transaction-search",
            policyDocument: {
              Version: "2012-10-17",
              Statement: [
                {
                  Sid: "TransactionSearchXRayAccess",
                  Effect: "Allow",
                  Principal: { Service: "xray.amazonaws.com" },
                  Action: "logs:PutLogEvents",
                  Resource: [
                    "arn:aws:logs:us-east-1:123456789012:log-group:aws/spans:*",
                    "arn:aws:logs:us-east-1:123456789012:log-group:/aws/application-signals/data:*",
                  ],
                  Condition: {
                    ArnLike: { "aws:SourceArn": "arn:aws:xray:us-east-1:123456789012:*" },
                    StringEquals: { "aws:SourceAccount": "123456789012" },
                  },
                },
              ],
            },
          },
          "aws:xray/traceSegmentDestination:TraceSegmentDestination transaction-search-destination": {
            destination: "CloudWatchLogs",
          },
          "aws:xray/indexingRule:IndexingRule transaction-search-indexing": {
            name: "Default",
            rule: { probabilistic: { desiredSamplingPercentage: 5 } },
          },
          "aws:cloudwatch/queryDefinition:QueryDefinition transaction-search-slowest": {
            name: "pmp-tracing/pmp-api slowest requests",
            logGroupNames: ["aws/spans"],
            queryString: [
              "fields @timestamp, traceId, name, durationNano / 1000000 as milliseconds",
              '| filter resource.attributes.service.name = "pmp-api"',
              "| sort durationNano desc",
              "| limit 50",
            ].join("\n"),
          },
        },
        removed: [],
      },
    );
    assert.deepEqual(Object.keys(changed), ["aws:cloudwatch/dashboard:Dashboard dashboard-dashboard"]);
    assert.deepEqual(protectedNames(after), [
      "transaction-search-destination",
      "transaction-search-indexing",
      "transaction-search-log-policy",
    ]);
    const [destination] = all(after, "aws:xray/traceSegmentDestination:TraceSegmentDestination");
    const [policy] = all(after, "aws:cloudwatch/logResourcePolicy:LogResourcePolicy");
    assert.ok(destination!.dependencies.includes(policy!.urn), "X-Ray may write before it sends spans there");
    for (const later of ["transaction-search-indexing", "transaction-search-slowest"]) {
      const resource = after.resources.find(({ name }) => name === later);
      assert.ok(resource!.dependencies.includes(destination!.urn), later);
    }
  });

  it("protects nothing else: a stack without them can be destroyed as a whole", () => {
    assert.deepEqual(protectedNames(base), []);
  });
});

function protectedNames({ resources }: Evaluation): string[] {
  return resources
    .filter((resource) => resource.protect)
    .map(({ name }) => name)
    .sort();
}
