import assert from "node:assert/strict";
import {
  BatchGetTracesCommand,
  CreateGroupCommand,
  CreateSamplingRuleCommand,
  DeleteGroupCommand,
  DeleteSamplingRuleCommand,
  GetGroupCommand,
  GetGroupsCommand,
  GetSamplingRulesCommand,
  GetSamplingStatisticSummariesCommand,
  GetSamplingTargetsCommand,
  GetServiceGraphCommand,
  GetTraceGraphCommand,
  GetTraceSummariesCommand,
  InvalidRequestException,
  PutTelemetryRecordsCommand,
  PutTraceSegmentsCommand,
  RuleLimitExceededException,
  UpdateGroupCommand,
  UpdateSamplingRuleCommand,
  XRayClient,
  type SamplingRule,
  type Service,
} from "@aws-sdk/client-xray";
import { id, segment, START, subsegment, TRACE_ID } from "../support/documents.ts";
import { Local } from "../support/local.ts";

const RULE: SamplingRule = {
  RuleName: "orders",
  ResourceARN: "*",
  Priority: 10,
  FixedRate: 0.5,
  ReservoirSize: 2,
  ServiceName: "*",
  ServiceType: "*",
  Host: "*",
  HTTPMethod: "*",
  URLPath: "/orders*",
  Version: 1,
};
const RANGE = { StartTime: new Date(START * 1_000), EndTime: new Date((START + 3_600) * 1_000) };

describe("the X-Ray API, by the AWS SDK", () => {
  let local: Local;
  let client: XRayClient;
  before(async () => {
    local = await Local.start();
    client = new XRayClient({
      endpoint: local.server.apiUrl,
      region: "us-east-1",
      credentials: { accessKeyId: "any", secretAccessKey: "any" },
      maxAttempts: 1,
    });
  });
  after(async () => {
    client.destroy();
    await local.close();
  });

  it("takes segments, and names those that it does not take", async () => {
    const worker = segment(3, { name: "worker", parent_id: id(2), trace_id: TRACE_ID });
    const call = subsegment(2, 1, { name: "worker", namespace: "remote" });
    const entry = segment(1, {
      user: "u-1",
      annotations: { tier: "gold", n: 3, vip: true },
      http: { request: { method: "GET", url: "http://a/orders" }, response: { status: 200 } },
    });
    const documents = [entry, call, worker, { ...segment(4), trace_id: "1" }, {}].map((document) =>
      JSON.stringify(document),
    );
    const { UnprocessedTraceSegments } = await client.send(
      new PutTraceSegmentsCommand({ TraceSegmentDocuments: documents }),
    );
    assert.deepEqual(
      UnprocessedTraceSegments?.map(({ Id, ErrorCode }) => [Id, ErrorCode]),
      [
        [id(4), "InvalidTraceId"],
        [undefined, "MissingId"],
      ],
    );
    await client.send(new PutTelemetryRecordsCommand({ TelemetryRecords: [{ Timestamp: new Date() }] }));
  });

  it("finds traces by time and filter", async () => {
    const find = async (FilterExpression: string): Promise<(string | undefined)[]> => {
      const { TraceSummaries } = await client.send(new GetTraceSummariesCommand({ ...RANGE, FilterExpression }));
      return (TraceSummaries ?? []).map(({ Id }) => Id);
    };
    assert.deepEqual(await find('annotation.tier = "gold" AND http.url CONTAINS "orders"'), [TRACE_ID]);
    assert.deepEqual(await find('annotation.tier = "basic"'), []);
    assert.deepEqual(await find('service("worker")'), [TRACE_ID]);
    const { TraceSummaries } = await client.send(new GetTraceSummariesCommand(RANGE));
    const [summary] = TraceSummaries ?? [];
    assert.equal(summary?.HasFault, false);
    assert.equal(summary.Http?.HttpStatus, 200);
    assert.equal(summary.Users?.[0]?.UserName, "u-1");
    assert.deepEqual(summary.StartTime, new Date((START + 1) * 1_000));
    assert.equal(summary.ResponseTime, 0.5);
    assert.equal(summary.EntryPoint?.Name, "pmp-api");
    assert.deepEqual(summary.Annotations?.tier?.[0]?.AnnotationValue, { StringValue: "gold" });
    assert.deepEqual(summary.Annotations.n?.[0]?.AnnotationValue, { NumberValue: 3 });
    assert.deepEqual(summary.Annotations.vip?.[0]?.AnnotationValue, { BooleanValue: true });
    const before = { StartTime: new Date(0), EndTime: new Date(3_600_000) };
    assert.deepEqual((await client.send(new GetTraceSummariesCommand(before))).TraceSummaries, []);
  });

  it("gives whole traces, and the ids that it does not have", async () => {
    const none = "1-5759e988-000000000000000000000000";
    const answer = await client.send(new BatchGetTracesCommand({ TraceIds: [TRACE_ID, none] }));
    assert.deepEqual(answer.UnprocessedTraceIds, [none]);
    const [trace] = answer.Traces ?? [];
    assert.equal(trace?.Duration, 2.5);
    const documents = trace.Segments?.map(({ Document }): unknown => JSON.parse(Document ?? "")) as ReturnType<
      typeof segment
    >[];
    assert.deepEqual(
      documents.map(({ name, subsegments }) => [name, subsegments?.length ?? 0]),
      [
        ["pmp-api", 1],
        ["worker", 0],
      ],
    );
  });

  it("makes up the segments of what was called and sent none", async () => {
    const trace_id = "1-5759e988-00000000000000000000000b";
    const table = subsegment(2, 1, { trace_id, name: "DynamoDB", namespace: "aws", aws: { table_name: "orders" } });
    await local.sendAndTake(segment(1, { trace_id, start_time: 1, end_time: 2 }), {
      ...table,
      start_time: 1,
      end_time: 2,
    });
    const { Traces } = await client.send(new BatchGetTracesCommand({ TraceIds: [trace_id] }));
    const inferred = JSON.parse(Traces?.[0]?.Segments?.[1]?.Document ?? "") as Record<string, unknown>;
    assert.deepEqual([inferred.inferred, inferred.origin, inferred.parent_id], [true, "AWS::DynamoDB::Table", id(2)]);
  });

  it("draws the service graph, of all, of a group and of a trace", async () => {
    await client.send(new CreateGroupCommand({ GroupName: "gold", FilterExpression: 'annotation.tier = "gold"' }));
    await client.send(new CreateGroupCommand({ GroupName: "slow", FilterExpression: "responsetime > 60" }));
    const names = (services: Service[] | undefined): string[] =>
      (services ?? []).map(({ Name, Type }) => `${Type ?? ""} ${Name ?? ""}`);
    const all = ["client pmp-api", " pmp-api", " worker"].sort();
    const graph = await client.send(new GetServiceGraphCommand(RANGE));
    assert.deepEqual(names(graph.Services).sort(), all);
    const api = graph.Services?.find(({ Name, Type }) => Name === "pmp-api" && Type === undefined);
    assert.deepEqual(api?.SummaryStatistics, {
      OkCount: 1,
      ErrorStatistics: { ThrottleCount: 0, OtherCount: 0, TotalCount: 0 },
      FaultStatistics: { OtherCount: 0, TotalCount: 0 },
      TotalCount: 1,
      TotalResponseTime: 0.5,
    });
    const to = graph.Services?.find(({ ReferenceId }) => ReferenceId === api.Edges?.[0]?.ReferenceId);
    assert.equal(to?.Name, "worker");
    const gold = await client.send(new GetServiceGraphCommand({ ...RANGE, GroupName: "gold" }));
    assert.deepEqual(names(gold.Services).sort(), all);
    const slow = await client.send(new GetServiceGraphCommand({ ...RANGE, GroupName: "slow" }));
    assert.deepEqual(slow.Services, []);
    const trace = await client.send(new GetTraceGraphCommand({ TraceIds: [TRACE_ID] }));
    assert.deepEqual(names(trace.Services).sort(), all);
  });

  it("keeps groups", async () => {
    const { Group } = await client.send(new GetGroupCommand({ GroupName: "gold" }));
    assert.match(Group?.GroupARN ?? "", /^arn:aws:xray:us-east-1:000000000000:group\/gold\/[0-9A-F]+$/);
    await client.send(
      new UpdateGroupCommand({ GroupARN: Group?.GroupARN, InsightsConfiguration: { InsightsEnabled: true } }),
    );
    const { Groups } = await client.send(new GetGroupsCommand({}));
    assert.deepEqual(
      Groups?.map(({ GroupName, FilterExpression, InsightsConfiguration }) => [
        GroupName,
        FilterExpression,
        InsightsConfiguration?.InsightsEnabled,
      ]),
      [
        ["Default", undefined, false],
        ["gold", 'annotation.tier = "gold"', true],
        ["slow", "responsetime > 60", false],
      ],
    );
    await client.send(new DeleteGroupCommand({ GroupName: "gold" }));
    for (const command of [
      new GetGroupCommand({ GroupName: "gold" }),
      new DeleteGroupCommand({ GroupName: "Default" }),
      new CreateGroupCommand({ GroupName: "slow" }),
      new CreateGroupCommand({ GroupName: "no spaces" }),
      new CreateGroupCommand({ GroupName: "bad", FilterExpression: "bogus = 1" }),
      new UpdateGroupCommand({ GroupName: "Default", FilterExpression: "fault" }),
    ]) {
      // @ts-expect-error The SDK's types know no call with one of several commands.
      await assert.rejects(client.send(command), InvalidRequestException);
    }
  });

  it("keeps sampling rules, and tells samplers when they change", async () => {
    const { SamplingRuleRecord } = await client.send(new CreateSamplingRuleCommand({ SamplingRule: RULE }));
    const arn = "arn:aws:xray:us-east-1:000000000000:sampling-rule/orders";
    assert.equal(SamplingRuleRecord?.SamplingRule?.RuleARN, arn);
    await client.send(new UpdateSamplingRuleCommand({ SamplingRuleUpdate: { RuleARN: arn, FixedRate: 0.25 } }));
    await client.send(new UpdateSamplingRuleCommand({ SamplingRuleUpdate: { RuleName: "Default", FixedRate: 0.01 } }));
    const { SamplingRuleRecords } = await client.send(new GetSamplingRulesCommand({}));
    assert.deepEqual(
      SamplingRuleRecords?.map(({ SamplingRule }) => [SamplingRule?.RuleName, SamplingRule?.FixedRate]),
      [
        ["orders", 0.25],
        ["Default", 0.01],
      ],
    );
    const wrong = [
      new CreateSamplingRuleCommand({ SamplingRule: RULE }),
      new CreateSamplingRuleCommand({ SamplingRule: { ...RULE, RuleName: "other", FixedRate: 2 } }),
      new UpdateSamplingRuleCommand({ SamplingRuleUpdate: { RuleName: "Default", Host: "a" } }),
      new UpdateSamplingRuleCommand({ SamplingRuleUpdate: { RuleName: "none" } }),
      new DeleteSamplingRuleCommand({ RuleName: "Default" }),
      new DeleteSamplingRuleCommand({}),
    ];
    for (const command of wrong) {
      // @ts-expect-error The SDK's types know no call with one of several commands.
      await assert.rejects(client.send(command), InvalidRequestException);
    }
  });

  it("shares out reservoirs, and sums up what was reported", async () => {
    const document = (client: string) => ({
      ClientID: client.repeat(24),
      Timestamp: new Date(START * 1_000),
      RequestCount: 10,
      SampledCount: 4,
      BorrowCount: 1,
    });
    const answer = await client.send(
      new GetSamplingTargetsCommand({
        SamplingStatisticsDocuments: [
          { ...document("a"), RuleName: "orders" },
          { ...document("b"), RuleName: "orders" },
          { ...document("a"), RuleName: "gone" },
        ],
      }),
    );
    assert.deepEqual(
      answer.SamplingTargetDocuments?.map((target) => [
        target.RuleName,
        target.FixedRate,
        target.ReservoirQuota,
        target.Interval,
      ]),
      [
        ["orders", 0.25, 1, 10],
        ["orders", 0.25, 1, 10],
      ],
    );
    const holds = (answer.SamplingTargetDocuments[0]?.ReservoirQuotaTTL?.getTime() ?? 0) - Date.now();
    assert.ok(holds > 250_000 && holds <= 300_000, String(holds));
    assert.deepEqual(answer.UnprocessedStatistics, [
      { RuleName: "gone", ErrorCode: "400", Message: "There is no sampling rule gone." },
    ]);
    assert.ok(answer.LastRuleModification instanceof Date);
    const summaries = await client.send(new GetSamplingStatisticSummariesCommand({}));
    assert.deepEqual(summaries.SamplingStatisticSummaries, [
      { RuleName: "orders", Timestamp: new Date(START * 1_000), RequestCount: 20, SampledCount: 8, BorrowCount: 2 },
    ]);
  });

  it("has no more than X-Ray's 25 rules", async () => {
    const create = (n: number) =>
      client.send(new CreateSamplingRuleCommand({ SamplingRule: { ...RULE, RuleName: `rule-${n}`, Priority: n } }));
    for (let n = 1; n <= 24; n++) await create(n);
    await assert.rejects(create(25), RuleLimitExceededException);
    await client.send(new DeleteSamplingRuleCommand({ RuleName: "rule-1" }));
    await create(25);
  });

  it("gives long lists in pages, each trace once, also while others come", async () => {
    const at = START + 10_000;
    const send = async (from: number): Promise<void> => {
      const documents = Array.from({ length: 130 }, (_, n) =>
        segment(1, {
          trace_id: `1-5759e988-${(from + n).toString(16).padStart(24, "0")}`,
          start_time: at + from + n,
          end_time: at + from + n + 0.1,
        }),
      );
      await client.send(
        new PutTraceSegmentsCommand({ TraceSegmentDocuments: documents.map((document) => JSON.stringify(document)) }),
      );
    };
    await send(4_096);
    const range = { StartTime: new Date(at * 1_000), EndTime: new Date((at + 20_000) * 1_000) };
    const first = await client.send(new GetTraceSummariesCommand(range));
    await send(0);
    const second = await client.send(new GetTraceSummariesCommand({ ...range, NextToken: first.NextToken }));
    const ids = [...(first.TraceSummaries ?? []), ...(second.TraceSummaries ?? [])].map(({ Id }) => Id);
    assert.equal(first.TraceSummaries?.length, 100);
    assert.equal(new Set(ids).size, 130);
    assert.equal(ids.length, 130);
    assert.equal(second.NextToken, undefined);
  });
});
