import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, get, type IncomingHttpHeaders, type Server } from "node:http";
import express from "express";
import { readSettings } from "../../../../packages/tracing/src/settings.ts";
import { annotate, metadata, recordError, setUser } from "../../../../packages/tracing/src/helpers.ts";
import { decodeTraceRequest } from "../../../../packages/xray-local/src/otlp/definition.ts";
import { readSpans } from "../../../../packages/xray-local/src/otlp/spans.ts";
import type { JsonObject } from "../support/fake-agent.ts";
import { at, call, SAMPLED, Traced, UNSAMPLED } from "../support/traced.ts";
import {
  context,
  propagation,
  SdkTraceState,
  SpanKind,
  SpanStatusCode,
  trace as openTelemetry,
} from "../../../../packages/tracing/testing.ts";

const TRACE = "5759e988bd862e3fe1be46a994272793";

interface Received {
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

describe("OTLP", () => {
  let collector: Server;
  let received: Received[];
  let endpoint: string;
  const variables = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS"];

  beforeEach(async () => {
    received = [];
    collector = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        received.push({ url: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks) });
        response.end();
      });
    });
    collector.listen(0, "127.0.0.1");
    await once(collector, "listening");
    const address = collector.address();
    endpoint = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  });
  afterEach(() => {
    for (const name of variables) Reflect.deleteProperty(process.env, name);
    collector.close();
    collector.closeAllConnections();
  });

  /** Serves one request with OTLP switched on, which also calls another service; returns what the collector got, as text. */
  async function trace(work: (other: string) => unknown, headers = SAMPLED as Record<string, string>): Promise<string> {
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint;
    process.env.OTEL_EXPORTER_OTLP_HEADERS = "x-team=shop";
    const traced = await Traced.start({ exporter: "otlp" });
    const stock = await traced.serve((request, response) => {
      response.writeHead(request.url === "/missing" ? 404 : 200).end();
    });
    const other = `http://127.0.0.1:${stock}`;
    const port = await traced.serve((_request, response) => {
      void Promise.resolve(work(other))
        .then(() => fetch(other))
        .then(() => response.end());
    });
    await call(port, { path: "/orders?token=t-1", headers });
    await traced.stop();
    return received.map(({ body }) => body.toString("latin1")).join();
  }

  it("is chosen by the standard variables", () => {
    const exporter = (env: Record<string, string>): string => readSettings(env).exporter;
    assert.equal(exporter({}), "xray");
    assert.equal(exporter({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318" }), "otlp");
    assert.equal(exporter({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://c:4318/v1/traces" }), "otlp");
    assert.equal(exporter({ OTEL_TRACES_EXPORTER: "otlp" }), "otlp");
    assert.equal(exporter({ OTEL_TRACES_EXPORTER: "none", OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318" }), "none");
    assert.equal(exporter({ OTEL_TRACES_EXPORTER: "xray", OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318" }), "xray");
    assert.equal(exporter({ OTEL_TRACES_EXPORTER: "zipkin" }), "xray");
  });

  it("gets spans as protobuf by POST, with the headers of the environment", async () => {
    const text = await trace(() => undefined);
    assert.ok(received.length > 0);
    for (const { url, headers } of received) {
      assert.equal(url, "/v1/traces");
      assert.equal(headers["content-type"], "application/x-protobuf");
      assert.equal(headers["x-team"], "shop");
    }
    assert.ok(text.includes("service.name") && text.includes("pmp-api"));
  });

  it("gets what the collector needs to write X-Ray's user, annotations, metadata and node names", async () => {
    const text = await trace(() => {
      annotate({ "user.tier": "gold" });
      metadata({ step: "paid" }, "checkout");
      setUser("u-17");
    });
    for (const part of [
      "aws.xray.annotations",
      "user.tier",
      "gold",
      "aws.xray.metadata.checkout",
      "enduser.id",
      "u-17",
      "aws.remote.service",
    ]) {
      assert.ok(text.includes(part), part);
    }
  });

  it("gets a request's span inside of another one as inner work, of which the collector makes no second segment", async () => {
    const text = await trace(() => {
      openTelemetry.getTracer("framework").startSpan("handle it", { kind: SpanKind.SERVER }).end();
    });
    // Field 5 is the span's name, field 6 its kind: 1 is INTERNAL, 2 SERVER.
    // https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
    assert.ok(text.includes("\x2a\x09handle it\x30\x01"));
    assert.ok(text.includes("\x2a\x03GET\x30\x02"));
  });

  for (const [name, client] of [
    ["fetch", (url: string) => fetch(url).then((response) => response.text())],
    ["http.get", (url: string) => new Promise((done) => get(url, (response) => response.resume().on("end", done)))],
  ] as const) {
    it(`gets a call by ${name} as failed when its answer is an error, and no other one`, async () => {
      const text = await trace((other) => client(`${other}/missing`));
      // Field 15 is the span's status, 3 in it the code, 2 is ERROR.
      assert.equal(text.split("\x7a\x02\x18\x02").length - 1, 1);
    });
  }

  /** An attribute as protobuf writes it: its key and a text, or a small number. */
  function attribute(key: string, value: string | number): string {
    const tail = typeof value === "string" ? `\x0a${sized(value)}` : `\x18${varint(value)}`;
    return `\x0a${sized(key)}\x12${sized(tail)}`;
  }
  const sized = (text: string): string => `${varint(text.length)}${text}`;
  const varint = (n: number): string =>
    n < 128 ? String.fromCharCode(n) : String.fromCharCode((n & 127) | 128) + varint(n >> 7);

  it("gets a query, a call to SQS and the size of an answer by the names that the collector's exporter reads", async () => {
    const text = await trace(() => {
      const tracer = openTelemetry.getTracer("drivers");
      const query = {
        "db.system.name": "postgresql",
        "db.namespace": "shop",
        "db.query.text": "SELECT a FROM t WHERE b = 'swordfish'",
        "db.user": "app",
        "server.address": "db.internal",
        "server.port": 5432,
      };
      tracer.startSpan("SELECT", { kind: SpanKind.CLIENT, attributes: query }).end();
      const other = { "db.system.name": "microsoft.sql_server", "db.namespace": "old" };
      tracer.startSpan("SELECT", { kind: SpanKind.CLIENT, attributes: other }).end();
      const cache = { "db.system.name": "redis", "db.query.text": "GET ?", "server.address": "cache.internal" };
      tracer.startSpan("GET", { kind: SpanKind.CLIENT, attributes: cache }).end();
      const queue = "https://sqs.eu-west-1.amazonaws.com/123456789012/jobs";
      const send = {
        "rpc.system": "aws-api",
        "rpc.service": "SQS",
        "cloud.region": "eu-west-1",
        "aws.sqs.queue.url": queue,
      };
      tracer.startSpan("SQS.SendMessage", { kind: SpanKind.CLIENT, attributes: send }).end();
      const answer = { "http.response.body.size": 1_234 };
      tracer.startSpan("GET", { kind: SpanKind.CLIENT, attributes: answer }).end();
    });
    for (const [key, value] of [
      ["db.system", "postgresql"],
      ["db.system", "mssql"],
      ["db.name", "shop"],
      ["db.statement", "SELECT a FROM t WHERE b = ?"],
      ["db.user", "app"],
      ["db.connection_string", "postgresql://db.internal:5432"],
      ["aws.remote.service", "shop@db.internal"],
      ["aws.region", "eu-west-1"],
      ["aws.queue_url", "https://sqs.eu-west-1.amazonaws.com/123456789012/jobs"],
      ["message.type", "RECEIVED"],
      ["messaging.message_payload_size_bytes", 1_234],
    ] as const)
      assert.ok(text.includes(attribute(key, value)), key);
    assert.equal(text.split("\x0a\x09db.system\x12").length - 1, 2, "redis has no SQL");
  });

  it("gets a captured request as unsampled: ids that were passed on, the caller, the mark, status and route", async () => {
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint;
    const traced = await Traced.start({ exporter: "otlp", adaptive: { capture: "faults", perSecond: 10 } });
    const app = express();
    let passedOn = "";
    app.get("/orders/:id", (_request, response) => {
      annotate({ tier: "gold" });
      const carrier: Record<string, string> = {};
      propagation.inject(context.active(), carrier);
      passedOn = carrier.traceparent ?? "";
      response.status(503).end();
    });
    app.get("/fine", (_request, response) => response.end());
    const port = await traced.serve(app);
    for (const path of ["/fine", "/orders/4711"]) await call(port, { path, headers: UNSAMPLED });
    await traced.stop();
    const request = decodeTraceRequest(Buffer.concat(received.map(({ body }) => body)));
    const ofTrace = readSpans(request).spans.filter((each) => each.spanContext().traceId === TRACE);
    assert.equal(ofTrace.length, 1, "the request without a fault is not sent");
    const [span] = ofTrace;
    assert.ok(span);
    const { traceId, spanId } = span.spanContext();
    assert.equal(passedOn, `00-${traceId}-${spanId}-00`);
    assert.equal(traceId, TRACE);
    assert.equal(span.parentSpanContext?.spanId, "53995c3f42cd8ad8");
    assert.equal(span.kind, SpanKind.SERVER);
    assert.equal(span.name, "GET /orders/:id");
    assert.equal(span.status.code, SpanStatusCode.ERROR);
    const { attributes } = span;
    assert.equal(attributes["aws.trace.flag.sampled"], false);
    assert.equal(attributes["http.route"], "/orders/:id");
    assert.equal(attributes["http.response.status_code"], 503);
    assert.equal(attributes.tier, "gold");
    // The collector's exporter makes annotations of these only.
    assert.deepEqual(attributes["aws.xray.annotations"], ["aws.trace.flag.sampled", "tier"]);
    const sent = at(request as JsonObject, "resourceSpans", 0, "scopeSpans", 0, "spans") as JsonObject[];
    const { flags } = sent.find(({ name }) => name === "GET /orders/:id") ?? {};
    assert.equal(Number(flags) & 1, 0, "the flag of a sampled span");
  });

  it("gets no secret of the resource", async () => {
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint;
    const resource = { "service.name": "pmp-api", "db.password": "hunter2", note: "token=t-2", "k8s.node.name": "n-1" };
    const traced = await Traced.start({ exporter: "otlp", resource });
    const port = await traced.serve((_request, response) => response.end("ok"));
    await call(port, { headers: SAMPLED });
    await traced.stop();
    const text = received.map(({ body }) => body.toString("latin1")).join();
    assert.ok(text.includes(attribute("k8s.node.name", "n-1")));
    for (const secret of ["hunter2", "t-2"]) assert.ok(!text.includes(secret), secret);
  });

  it("gets nothing of its own exports, which carry no trace either", async () => {
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint;
    const traced = await Traced.start({ exporter: "otlp" });
    const port = await traced.serve((_request, response) => response.end("ok"));
    await call(port, { path: "/orders", headers: SAMPLED });
    // The first export is begun by the timer that was armed in the request's context; what it left is in the second.
    const deadline = Date.now() + 15_000;
    while (received.length === 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
    await traced.tracing.flush();
    await traced.stop();
    const text = received.map(({ body }) => body.toString("latin1")).join();
    assert.ok(text.includes("/orders"));
    assert.ok(!text.includes(`${endpoint}/v1/traces`), "an export was traced");
    for (const { headers } of received) {
      assert.equal(headers["x-amzn-trace-id"], undefined);
      assert.equal(headers.traceparent, undefined);
    }
  });

  it("gets no secret", async () => {
    const text = await trace(() => {
      annotate({ note: "password=hunter2" });
      metadata({ card: "4111111111111111", headers: { authorization: "Bearer abcdef" } });
      recordError(new Error("SELECT a FROM t WHERE b = 'swordfish'"));
    });
    for (const secret of ["hunter2", "4111111111111111", "abcdef", "swordfish", "t-1"])
      assert.ok(!text.includes(secret), secret);
    assert.ok(text.includes("[redacted]"));
  });

  it("gets nothing of the tracestate that a caller sent, which is passed on to whom the request calls", async () => {
    let passedOn: unknown;
    const stock = createServer((request, response) => {
      passedOn = request.headers.tracestate;
      response.end();
    }).listen(0, "127.0.0.1");
    await once(stock, "listening");
    const address = stock.address();
    const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/`;
    const text = await trace(
      () => {
        const context = { traceId: "6759e988bd862e3fe1be46a994272793", spanId: "00f067aa0ba902b7", traceFlags: 1 };
        const links = [{ context: { ...context, traceState: new SdkTraceState("vendor=hunter2") } }];
        openTelemetry.getTracer("framework").startSpan("linked", { links }).end();
        return fetch(url);
      },
      { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", tracestate: "vendor=hunter2" },
    );
    stock.close();
    stock.closeAllConnections();
    assert.equal(passedOn, "vendor=hunter2");
    assert.ok(text.includes("linked") && !text.includes("hunter2"));
  });

  it("that is away neither stops the app nor holds up its end", async () => {
    collector.close();
    collector.closeAllConnections();
    await once(collector, "close");
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint;
    const traced = await Traced.start({ exporter: "otlp" });
    const port = await traced.serve((_request, response) => response.end("ok"));
    assert.equal((await call(port, { headers: SAMPLED })).body, "ok");
    const start = performance.now();
    await traced.tracing.shutdown(200);
    assert.ok(performance.now() - start < 5_000);
    await traced.stop();
  });
});
