import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { evaluate, type Evaluation } from "../../offline/evaluate.ts";
import { all, one } from "./support/evaluate.ts";
import { changes } from "./support/resources.ts";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555";

describe("switches of the whole account", () => {
  let base: Evaluation;
  before(async () => {
    base = await evaluate("prod");
  });

  it("are all off in every example: nothing of theirs is made", () => {
    const types = base.resources.map(({ type }) => type);
    for (const type of [
      "EncryptionConfig",
      "TraceSegmentDestination",
      "IndexingRule",
      "LogResourcePolicy",
      "Command",
    ]) {
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

  it("transactionSearch: policy, then destination, then index, retention and a saved query", async () => {
    const transactionSearch = { indexingPercent: 5, retentionDays: 14 };
    const after = await evaluate("prod", { overrides: { "pmp-xray:account": { transactionSearch } } });
    const retention = [
      "for attempt in 1 2 3 4 5 6 7 8 9 10; do",
      "  aws logs put-retention-policy --log-group-name aws/spans --retention-in-days 14 && exit 0",
      "  sleep 30",
      "done",
      `echo "aws/spans isn't there yet. Send a trace, then run pulumi up again." >&2`,
      "exit 1",
    ].join("\n");
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
          "command:local:Command transaction-search-retention": {
            create: retention,
            update: retention,
            interpreter: ["/bin/sh", "-c"],
            environment: { AWS_REGION: "us-east-1" },
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
    assert.ok(destination!.dependencies.includes(policy!.urn), "X-Ray may write before it is told to");
    for (const later of ["transaction-search-indexing", "transaction-search-retention", "transaction-search-slowest"]) {
      const resource = after.resources.find(({ name }) => name === later);
      assert.ok(resource!.dependencies.includes(destination!.urn), later);
    }
  });

  it("transactionSearch: the retention is set as soon as X-Ray has made the log group, and its lack is told", async () => {
    const after = await evaluate("prod", { overrides: { "pmp-xray:account": { transactionSearch: {} } } });
    const { create } = one(after, "command:local:Command").inputs;
    assert.deepEqual(await runScript(String(create), 2), { exitCode: 0, calls: 3, stderr: "" });
    assert.deepEqual(await runScript(String(create), 99), {
      exitCode: 1,
      calls: 10,
      stderr: "aws/spans isn't there yet. Send a trace, then run pulumi up again.",
    });
  });

  it("transactionSearch: the retention is set in the account that the stack's own AWS provider works in", async () => {
    const after = await evaluate("prod", {
      overrides: {
        "aws:profile": "company",
        "aws:assumeRoles": [{ roleArn: "arn:aws:iam::123456789012:role/deployer" }],
        "pmp-xray:account": { transactionSearch: {} },
      },
    });
    const { create, environment } = one(after, "command:local:Command").inputs;
    assert.deepEqual(environment, { AWS_REGION: "us-east-1", AWS_PROFILE: "company" });
    // The AWS CLI of the test tells who it is; the role gives it the three words as credentials.
    const aws = [
      '[ "$1 $2" = "sts assume-role" ] && echo "$AWS_PROFILE takes $4" >&2 && printf "KEY\\tSECRET\\tTOKEN\\n" && exit 0',
      'echo "$AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN ${AWS_PROFILE-no profile}: $2" >&2',
    ];
    const { exitCode, stderr } = await runWith(String(create), aws, { AWS_PROFILE: "company" });
    assert.equal(exitCode, 0);
    assert.deepEqual(stderr.split("\n"), [
      "company takes arn:aws:iam::123456789012:role/deployer",
      "KEY SECRET TOKEN no profile: put-retention-policy",
    ]);
    const refused = await runWith(String(create), ['[ "$1" = sts ] && exit 254', "echo called >&2"], {});
    assert.deepEqual([refused.exitCode, refused.stderr], [1, ""]);
  });

  it("protects nothing else: a stack without them can be destroyed as a whole", () => {
    assert.deepEqual(protectedNames(base), []);
  });
});

/** Runs a script with an AWS CLI that fails so many times before it succeeds, and a sleep that doesn't. */
async function runScript(script: string, failures: number) {
  const dir = mkdtempSync(join(tmpdir(), "pmp-xray-calls-"));
  try {
    const calls = join(dir, "calls");
    writeFileSync(calls, "");
    const aws = [`echo call >> '${calls}'`, `[ "$(wc -l < '${calls}')" -gt ${failures} ]`];
    return { ...(await runWith(script, aws, {})), calls: readFileSync(calls, "utf8").split("\n").length - 1 };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** Runs a script with these lines for the AWS CLI. */
async function runWith(script: string, aws: readonly string[], env: Readonly<Record<string, string>>) {
  const dir = mkdtempSync(join(tmpdir(), "pmp-xray-script-"));
  try {
    writeFileSync(join(dir, "aws"), ["#!/bin/sh", ...aws, ""].join("\n"), { mode: 0o755 });
    writeFileSync(join(dir, "sleep"), "#!/bin/sh\n", { mode: 0o755 });
    const { exitCode, stderr } = await execa("/bin/sh", ["-c", script], {
      env: { PATH: `${dir}:${process.env.PATH ?? ""}`, ...env },
      reject: false,
    });
    return { exitCode, stderr };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function protectedNames({ resources }: Evaluation): string[] {
  return resources
    .filter((resource) => resource.protect)
    .map(({ name }) => name)
    .sort();
}
