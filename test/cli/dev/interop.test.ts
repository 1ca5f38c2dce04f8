import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  BatchGetTracesCommand,
  GetGroupsCommand,
  CreateGroupCommand,
  GetSamplingRulesCommand,
  GetServiceGraphCommand,
  GetTraceSummariesCommand,
  PutTraceSegmentsCommand,
  XRayClient,
} from "@aws-sdk/client-xray";
import { startXRayLocal, type XRayLocal } from "@pmp/xray-local";
import { apps, node, Session } from "./support/session.ts";

const run = promisify(execFile);

describe("with instrumentation of others", function () {
  this.timeout(60_000);
  const sessions: Session[] = [];
  afterEach(() => Promise.all(sessions.splice(0).map((session) => session.stop())));
  const start = (...args: readonly string[]): Session => {
    const session = new Session(args);
    sessions.push(session);
    return session;
  };

  it("aws-xray-sdk in an Express app: its own segments, sampled by the stage's plan, and not traced twice", async () => {
    const dev = start("--json", "--", node, join(apps, "xray-sdk/server.cjs"));
    await dev.printed(/tracing {3}the command's own: package\.json has aws-xray-sdk-core/);
    await untilSampled(dev, "/ok");
    await dev.request("/fault");
    await dev.printed(/"url":"[^"]*\/fault".*"fault":true/);
    const traces = await detailsOf(dev, 'service("sdk-app") { annotation.tier = "gold" }');
    const [trace] = traces;
    assert.ok(trace !== undefined);
    assert.equal(trace.segments.length, 1, "one segment, not one of ours beside it");
    const [segment] = trace.segments;
    assert.equal(segment?.name, "sdk-app");
    assert.deepEqual(
      segment.subsegments?.map(({ name }) => name),
      ["price"],
    );
    assert.deepEqual(segment.metadata?.default, { cart: { items: 3 } });
    const [fault] = await detailsOf(dev, "fault");
    assert.equal(fault?.segments[0]?.cause?.exceptions?.[0]?.message, "no such price");
  });

  it("an OpenTelemetry SDK that sends OTLP over HTTP", async () => {
    const dev = start("--json", "--", node, join(apps, "otlp/send.mjs"));
    assert.equal(await dev.ended, 0);
    assert.match(dev.stderr, /sent\n/);
    const [line = ""] = dev.stdout.split("\n");
    const trace = JSON.parse(line) as {
      service: string;
      method: string;
      status: number;
      fault: boolean;
      services: string[];
    };
    const { service, method, status, fault } = trace;
    assert.deepEqual(
      { service, method, status, fault },
      { service: "otlp-app", method: "POST", status: 500, fault: true },
    );
    assert.deepEqual(trace.services.toSorted(), ["otlp-app", "pay.example"]);
  });

  it("an app that knows nothing of it, and that calls itself", async () => {
    const dev = start("--json", "--", node, join(apps, "plain/server.mjs"));
    await dev.request("/calls");
    await dev.printed(/"url":"[^"]*\/calls"/);
    const [trace] = await detailsOf(dev, 'http.url ENDSWITH "/calls"');
    const urls = trace?.segments.map(({ http }) => new URL(http?.request?.url ?? "").pathname);
    assert.deepEqual(urls, ["/calls", "/called"], "both requests are one trace");
  });
});

describe("with AWS's clients and --endpoint-url", function () {
  this.timeout(60_000);
  let local: XRayLocal;
  let id: string;
  const credentials = { accessKeyId: "none", secretAccessKey: "none" };

  before(async () => {
    local = await startXRayLocal({ agentPort: 0, otlpPort: false });
    const start = Date.now() / 1_000;
    id = `1-${Math.floor(start).toString(16)}-${"0123456789ab".repeat(2)}`;
    const request = { method: "GET", url: "http://shop.example/api/orders" };
    const call = {
      id: "00000000000000b1",
      name: "pay.example",
      namespace: "remote",
      start_time: start,
      end_time: start + 0.1,
    };
    const segment = {
      trace_id: id,
      id: "00000000000000a1",
      name: "shop",
      start_time: start,
      end_time: start + 0.2,
      fault: true,
      http: { request, response: { status: 500 } },
      annotations: { tier: "gold" },
      subsegments: [call],
    };
    const client = new XRayClient({ region: "us-east-1", endpoint: local.apiUrl, credentials });
    const { UnprocessedTraceSegments } = await client.send(
      new PutTraceSegmentsCommand({ TraceSegmentDocuments: [JSON.stringify(segment), "{"] }),
    );
    assert.equal(UnprocessedTraceSegments?.length, 1, "the second is no segment");
  });
  after(() => local.close());

  it("the AWS SDK puts segments, finds traces by filter, and reads them, groups, rules and the map", async () => {
    const client = new XRayClient({ region: "us-east-1", endpoint: local.apiUrl, credentials });
    const time = { StartTime: new Date(Date.now() - 60_000), EndTime: new Date(Date.now() + 60_000) };
    const found = await client.send(
      new GetTraceSummariesCommand({
        ...time,
        FilterExpression: 'service("shop") { fault } AND annotation.tier = "gold"',
      }),
    );
    assert.deepEqual(
      found.TraceSummaries?.map(({ Id, HasFault, Http }) => [Id, HasFault, Http?.HttpStatus]),
      [[id, true, 500]],
    );
    const none = await client.send(new GetTraceSummariesCommand({ ...time, FilterExpression: "ok" }));
    assert.deepEqual(none.TraceSummaries, []);
    await assert.rejects(client.send(new GetTraceSummariesCommand({ ...time, FilterExpression: "responstime > 1" })), {
      name: "InvalidRequestException",
      message: /responstime is not a keyword\. Did you mean responsetime\?/,
    });
    const { Traces } = await client.send(new BatchGetTracesCommand({ TraceIds: [id] }));
    assert.equal((JSON.parse(Traces?.[0]?.Segments?.[0]?.Document ?? "{}") as { name?: string }).name, "shop");
    const { Services } = await client.send(new GetServiceGraphCommand(time));
    assert.ok(Services?.some(({ Name }) => Name === "pay.example"));
    await client.send(new CreateGroupCommand({ GroupName: "faulty", FilterExpression: "fault" }));
    const { Groups } = await client.send(new GetGroupsCommand({}));
    assert.ok(Groups?.some(({ GroupName }) => GroupName === "faulty"));
    const inGroup = await client.send(
      new GetTraceSummariesCommand({ ...time, FilterExpression: 'group.name = "faulty"' }),
    );
    assert.equal(inGroup.TraceSummaries?.length, 1);
    const { SamplingRuleRecords } = await client.send(new GetSamplingRulesCommand({}));
    assert.ok(SamplingRuleRecords?.some(({ SamplingRule }) => SamplingRule?.RuleName === "Default"));
  });

  it("the AWS CLI does the same", async function () {
    const there = await run("aws", ["--version"]).then(
      () => true,
      () => false,
    );
    if (!there) {
      process.stderr.write("    not run: there is no AWS CLI on PATH (pip install awscli)\n");
      this.skip();
    }
    const now = Math.floor(Date.now() / 1_000);
    const time = ["--start-time", String(now - 60), "--end-time", String(now + 60)];
    const filter = ["--filter-expression", 'edge("shop", "pay.example") AND !ok'];
    assert.deepEqual(read(await aws("get-trace-summaries", ...time, ...filter), "TraceSummaries", "Id"), [id]);
    assert.deepEqual(read(await aws("batch-get-traces", "--trace-ids", id), "Traces", "Id"), [id]);
    assert.ok(read(await aws("get-service-graph", ...time), "Services", "Name").includes("shop"));
    assert.ok(read(await aws("get-groups"), "Groups", "GroupName").includes("Default"));
    const rule = { RuleName: "cli", ResourceARN: "*", Priority: 5, FixedRate: 0.5, ReservoirSize: 1, Version: 1 };
    const anything = { ServiceName: "*", ServiceType: "*", Host: "*", HTTPMethod: "*", URLPath: "*" };
    await aws("create-sampling-rule", "--sampling-rule", JSON.stringify({ ...rule, ...anything }));
    const records = read(await aws("get-sampling-rules"), "SamplingRuleRecords", "SamplingRule");
    assert.ok(
      records.some((each) => typeof each === "object" && each !== null && Reflect.get(each, "RuleName") === "cli"),
    );
    await aws("delete-sampling-rule", "--rule-name", "cli");
  });

  async function aws(...args: readonly string[]): Promise<unknown> {
    const keys = { AWS_ACCESS_KEY_ID: "none", AWS_SECRET_ACCESS_KEY: "none", AWS_DEFAULT_REGION: "us-east-1" };
    const env = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      AWS_CONFIG_FILE: "/nonexistent",
      AWS_PAGER: "",
      ...keys,
    };
    const words = ["xray", ...args, "--endpoint-url", local.apiUrl, "--output", "json"];
    const { stdout } = await run("aws", words, { env });
    return JSON.parse(stdout);
  }
});

function read(answer: unknown, list: string, member: string): unknown[] {
  assert.ok(typeof answer === "object" && answer !== null);
  const items: unknown = Reflect.get(answer, list);
  assert.ok(Array.isArray(items), JSON.stringify(answer));
  return items.map((item: object): unknown => Reflect.get(item, member));
}

interface Document {
  readonly name: string;
  readonly http?: { readonly request?: { readonly url?: string } };
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly cause?: { readonly exceptions?: readonly { readonly message?: string }[] };
  readonly subsegments?: readonly Document[];
}

/** The traces that a filter finds, as the page gets them. */
async function detailsOf(dev: Session, filter: string): Promise<{ segments: readonly Document[] }[]> {
  const url = await dev.url();
  const answer = await fetch(`${url}/local/traces?filter=${encodeURIComponent(filter)}`);
  const { traces } = (await answer.json()) as { traces: { id: string }[] };
  return Promise.all(
    traces.map(async ({ id }) => (await (await fetch(`${url}/local/traces/${id}`)).json()) as { segments: Document[] }),
  );
}

/** AWS's SDK fetches the rules when the first request comes; until then its own default decides, 1 in 20. */
async function untilSampled(dev: Session, path: string): Promise<void> {
  const before = dev.stdout;
  while (dev.stdout === before) {
    await dev.request(path);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
