import assert from "node:assert/strict";
import { deflateSync, gzipSync } from "node:zlib";
import { startTracing } from "../../../../packages/tracing/src/start.ts";
import { annotate } from "../../../../packages/tracing/src/helpers.ts";
import { OtlpError, readOtlp } from "../../../../packages/xray-local/src/otlp/read-request.ts";
import { everySegment } from "../../../../packages/xray-local/src/documents/join.ts";
import { createServer } from "node:http";
import { once } from "node:events";
import { Local, until } from "../support/local.ts";

const TRACE = "5759e988bd862e3fe1be46a994272793";
const ID = "1-5759e988-bd862e3fe1be46a994272793";

function request(...spans: object[]): object {
  const attributes = [
    { key: "service.name", value: { stringValue: "shop" } },
    { key: "telemetry.sdk.name", value: { stringValue: "opentelemetry" } },
    { key: "telemetry.sdk.language", value: { stringValue: "python" } },
    { key: "telemetry.sdk.version", value: { stringValue: "1.30.0" } },
  ];
  return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] };
}

const server = {
  traceId: TRACE,
  spanId: "00000000000000a1",
  name: "GET /orders",
  kind: 2,
  startTimeUnixNano: "1795348800123456789",
  endTimeUnixNano: "1795348800623456789",
  attributes: [
    { key: "http.request.method", value: { stringValue: "GET" } },
    { key: "http.response.status_code", value: { intValue: "500" } },
    { key: "url.full", value: { stringValue: "http://shop/orders?token=1" } },
    { key: "items", value: { arrayValue: { values: [{ intValue: "1" }, { intValue: 2 }] } } },
    { key: "mixed", value: { arrayValue: { values: [{ stringValue: "a" }, { boolValue: true }] } } },
    { key: "deep", value: { kvlistValue: { values: [{ key: "a", value: { doubleValue: 1.5 } }] } } },
  ],
  events: [
    {
      name: "exception",
      timeUnixNano: "1795348800223456789",
      attributes: [{ key: "exception.message", value: { stringValue: "no stock" } }],
    },
  ],
  status: { code: 2 },
};
const client = {
  ...server,
  spanId: "00000000000000b2",
  parentSpanId: server.spanId,
  kind: 3,
  attributes: [],
  events: [],
  status: {},
};

describe("spans by OTLP", () => {
  it("become the documents that the tracing package would write of them", () => {
    const { documents, rejected } = readOtlp(Buffer.from(JSON.stringify(request(server, client))), "json");
    assert.equal(rejected, 0);
    const [segment, call] = documents.map((text) => JSON.parse(text) as Record<string, unknown>);
    assert.deepEqual(segment, {
      name: "shop",
      id: server.spanId,
      trace_id: ID,
      start_time: 1795348800.123457,
      end_time: 1795348800.623457,
      aws: { xray: { sdk: "opentelemetry for python", sdk_version: "1.30.0", auto_instrumentation: true } },
      fault: true,
      http: { request: { method: "GET", url: "http://shop/orders" }, response: { status: 500 } },
      cause: segment?.cause,
      metadata: { default: { items: [1, 2], mixed: ["a", "true"], deep: '{"a":1.5}' } },
    });
    const { exceptions, working_directory } = segment.cause as {
      exceptions: { message: string }[];
      working_directory: string;
    };
    assert.deepEqual([working_directory, exceptions.map(({ message }) => message)], ["", ["no stock"]]);
    assert.deepEqual([call?.type, call?.parent_id, call?.namespace], ["subsegment", server.spanId, "remote"]);
  });

  it("are refused one by one without ids or start, and altogether when they are no OTLP", () => {
    const wrong = [
      { ...server, traceId: "abc" },
      { ...server, traceId: "0".repeat(32) },
      { ...server, spanId: undefined },
      { ...server, startTimeUnixNano: "soon" },
    ];
    const { documents, rejected } = readOtlp(Buffer.from(JSON.stringify(request(...wrong, server))), "json");
    assert.deepEqual([documents.length, rejected], [1, 4]);
    assert.throws(() => readOtlp(Buffer.from("{"), "json"), OtlpError);
    assert.throws(() => readOtlp(Buffer.from([0xff, 0xff, 0xff]), "protobuf"), OtlpError);
    assert.deepEqual(readOtlp(Buffer.from("null"), "json"), { documents: [], rejected: 0 });
  });

  describe("over HTTP", () => {
    let local: Local;
    before(async () => (local = await Local.start()));
    after(() => local.close());

    const post = (body: string | Buffer, headers: Record<string, string>, path = "/v1/traces", method = "POST") =>
      fetch(`${local.server.otlpUrl ?? ""}${path}`, { method, headers, ...(method === "POST" && { body }) });
    const JSON_TYPE = { "content-type": "application/json" };

    it("are taken as JSON, also packed, and shown as a trace", async () => {
      const packed = gzipSync(JSON.stringify(request(server)));
      const one = await post(packed, { ...JSON_TYPE, "content-encoding": "gzip" });
      assert.deepEqual([one.status, await one.json()], [200, {}]);
      const other = await post(JSON.stringify(request(client, { ...server, spanId: "" })), JSON_TYPE);
      const { partialSuccess } = (await other.json()) as {
        partialSuccess: { rejectedSpans: number; errorMessage: string };
      };
      assert.equal(partialSuccess.rejectedSpans, 1);
      assert.match(partialSuccess.errorMessage, /not what OTLP describes/);
      const [trace] = local.server.traces();
      assert.deepEqual([trace?.summary.service, trace?.summary.fault, trace?.summary.partial], ["shop", true, false]);
      assert.equal(trace?.segments[0]?.subsegments?.length, 1);
      assert.equal(local.server.counters().rejected[0]?.count, 1);
    });

    it("are taken as the exporter of Python packs them, by deflate", async () => {
      const before = local.server.counters().segments;
      const body = deflateSync(JSON.stringify(request({ ...server, spanId: "00000000000000aa" })));
      const answer = await post(body, { ...JSON_TYPE, "content-encoding": "deflate" });
      assert.deepEqual([answer.status, await answer.json()], [200, {}]);
      assert.equal(local.server.counters().segments, before + 1);
      const bomb = deflateSync(Buffer.alloc(21 * 1024 * 1024, " "));
      assert.equal((await post(bomb, { ...JSON_TYPE, "content-encoding": "deflate" })).status, 413);
    });

    it("are refused in other forms, with what is allowed", async () => {
      const status = async (...given: Parameters<typeof post>) => (await post(...given)).status;
      assert.equal(await status("x", { "content-type": "text/plain" }), 415);
      assert.equal(await status("x", { ...JSON_TYPE, "content-encoding": "br" }), 415);
      assert.equal(await status("x", { ...JSON_TYPE, "content-encoding": "gzip" }), 400);
      assert.equal(await status("{", JSON_TYPE), 400);
      assert.equal(await status(Buffer.alloc(21 * 1024 * 1024, " "), JSON_TYPE), 413);
      assert.equal(await status("", {}, "/v1/traces", "GET"), 405);
      assert.equal(await status("{}", JSON_TYPE, "/v1/metrics"), 404);
    });

    it("are taken as protobuf from OpenTelemetry's own exporter", async () => {
      process.env.OTEL_EXPORTER_OTLP_ENDPOINT = local.server.otlpUrl;
      const endpoint = { host: "127.0.0.1", port: local.agentPort };
      const tracing = startTracing({
        disabled: false,
        agent: { udp: endpoint, tcp: endpoint },
        planFile: undefined,
        exporter: "otlp",
        redactKeys: [],
        resource: { "service.name": "exported" },
      });
      const app = createServer((_request, response) => {
        annotate({ tier: "gold" });
        response.end("ok");
      });
      try {
        app.listen(0, "127.0.0.1");
        await once(app, "listening");
        const { port } = app.address() as { port: number };
        const root = ID.replace("5759e988", "5759e989");
        const headers = { "x-amzn-trace-id": `Root=${root};Sampled=1` };
        await (await fetch(`http://127.0.0.1:${port}/orders`, { headers })).text();
        await tracing.flush();
        // By its id: the endpoint that tracing polls is a server of this process too, and its requests are recorded as well.
        const exported = () => local.server.traces().find(({ summary }) => summary.id === root);
        await until("the trace", () => exported() !== undefined);
        const trace = exported();
        assert.ok(trace);
        assert.deepEqual([trace.summary.service, trace.summary.status], ["exported", 200]);
        assert.deepEqual(trace.summary.annotations, { tier: ["gold"] });
        assert.ok([...everySegment(trace.segments)].every(({ end_time }) => end_time !== undefined));
      } finally {
        delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
        app.close();
        app.closeAllConnections();
        await tracing.shutdown();
      }
    });
  });
});
