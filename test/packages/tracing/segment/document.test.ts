import assert from "node:assert/strict";
import { SpanKind, SpanStatusCode, TraceFlags, type ReadableSpan } from "../../../../packages/tracing/testing.ts";
import { toDocument } from "../../../../packages/tracing/src/segment/document.ts";
import type { SegmentDocument } from "../../../../packages/segment/src/index.ts";
import { problemsOf } from "../support/segment-schema.ts";
import { makeSpan, PARENT_ID, SPAN_ID, type SpanInput } from "../support/spans.ts";

const XRAY = { sdk: "pmp-tracing", sdk_version: "0.1.0", auto_instrumentation: true };
const IDS = { id: SPAN_ID, trace_id: "1-5759e988-bd862e3fe1be46a994272793" };
const TIMES = { start_time: 1465509608.25, end_time: 1465509608.500123 };

/** The document of a span, checked against the documented format. */
function documentOf(input: SpanInput): SegmentDocument {
  const document = toDocument(makeSpan(input));
  assert.deepEqual(problemsOf(document), []);
  return document;
}

describe("segment document", () => {
  it("of a request is a segment with all that X-Ray shows of it", () => {
    const document = documentOf({
      kind: SpanKind.SERVER,
      attributes: {
        "http.request.method": "GET",
        "url.scheme": "https",
        "url.path": "/api/products/7",
        "url.query": "token=abc",
        "http.route": "/api/products/:id",
        "server.address": "shop.example.com",
        "server.port": 443,
        "client.address": "203.0.113.9",
        "network.peer.address": "10.0.0.5",
        "user_agent.original": "curl/8",
        "http.response.status_code": 200,
        "http.response.body.size": 42,
        "user.id": "u-17",
        "aws.xray.sampling_rule_name": "pmp-api-default-traffic",
        "user.tier": "gold",
        "aws.xray.annotations": ["user.tier"],
      },
      resource: {
        "service.name": "pmp-api",
        "service.version": "1.2.3",
        "cloud.platform": "aws_eks",
        "cloud.region": "us-east-1",
        "k8s.pod.name": "pmp-api-1",
      },
    });
    assert.deepEqual(document, {
      name: "pmp-api",
      ...IDS,
      ...TIMES,
      origin: "AWS::EKS::Container",
      service: { version: "1.2.3" },
      user: "u-17",
      aws: {
        region: "us-east-1",
        eks: { pod: "pmp-api-1" },
        xray: { ...XRAY, sampling_rule_name: "pmp-api-default-traffic" },
      },
      http: {
        request: {
          method: "GET",
          url: "https://shop.example.com/api/products/7",
          user_agent: "curl/8",
          client_ip: "203.0.113.9",
          x_forwarded_for: true,
        },
        response: { status: 200, content_length: 42 },
      },
      annotations: { "user.tier": "gold" },
      metadata: {
        default: { "http.route": "/api/products/:id" },
      },
    });
  });

  it("of a request from another service names the caller's subsegment as its parent", () => {
    const document = documentOf({ kind: SpanKind.SERVER, parent: "remote" });
    assert.equal(document.parent_id, PARENT_ID);
    assert.equal("type" in document, false);
  });

  it("of a request's span inside of another one, as frameworks make it, is a subsegment: the request counts once", () => {
    const document = documentOf({
      name: "GET /orders",
      kind: SpanKind.SERVER,
      parent: "local",
      attributes: { "http.request.method": "GET", "url.path": "/orders", "http.response.status_code": 200 },
    });
    assert.deepEqual(document, {
      name: "GET /orders",
      ...IDS,
      ...TIMES,
      parent_id: PARENT_ID,
      type: "subsegment",
      http: { request: { method: "GET", url: "/orders" }, response: { status: 200 } },
    });
  });

  it("of a message worked on inside of another span is a subsegment of no namespace", () => {
    const document = documentOf({ name: "process orders", kind: SpanKind.CONSUMER, parent: "local" });
    assert.deepEqual(document, {
      name: "process orders",
      ...IDS,
      ...TIMES,
      parent_id: PARENT_ID,
      type: "subsegment",
    });
  });

  it("of an outgoing HTTP call is a remote subsegment named by the host", () => {
    const document = documentOf({
      name: "GET",
      kind: SpanKind.CLIENT,
      parent: "local",
      attributes: {
        "http.request.method": "GET",
        "url.full": "https://user:pass@payments.example.com:8443/v1/charges?key=abc#top",
        "server.address": "payments.example.com",
        "server.port": 8443,
        "http.response.status_code": 503,
      },
    });
    assert.deepEqual(document, {
      name: "payments.example.com",
      ...IDS,
      ...TIMES,
      parent_id: PARENT_ID,
      type: "subsegment",
      namespace: "remote",
      fault: true,
      http: {
        request: { method: "GET", url: "https://payments.example.com:8443/v1/charges" },
        response: { status: 503 },
      },
    });
  });

  it("of a query is a remote subsegment named database@host with an sql block", () => {
    const document = documentOf({
      name: "SELECT shop",
      kind: SpanKind.CLIENT,
      parent: "local",
      attributes: {
        "db.system.name": "postgresql",
        "db.namespace": "shop",
        "db.query.text": "SELECT * FROM t WHERE id = $1",
        "server.address": "db.internal",
        "server.port": 5432,
      },
    });
    assert.deepEqual(document, {
      name: "shop@db.internal",
      ...IDS,
      ...TIMES,
      parent_id: PARENT_ID,
      type: "subsegment",
      namespace: "remote",
      sql: {
        database_type: "postgresql",
        url: "postgresql://db.internal:5432/shop",
        sanitized_query: "SELECT * FROM t WHERE id = $1",
      },
    });
  });

  it("of a call of the AWS SDK is an aws subsegment named by the service", () => {
    const document = documentOf({
      name: "DynamoDB.GetItem",
      kind: SpanKind.CLIENT,
      parent: "local",
      attributes: {
        "rpc.system": "aws-api",
        "rpc.service": "DynamoDB",
        "rpc.method": "GetItem",
        "cloud.region": "eu-west-1",
        "aws.request_id": "R1",
        "aws.dynamodb.table_names": ["orders"],
        "aws.retries": 2,
        "http.response.status_code": 200,
      },
    });
    assert.deepEqual(document, {
      name: "DynamoDB",
      ...IDS,
      ...TIMES,
      parent_id: PARENT_ID,
      type: "subsegment",
      namespace: "aws",
      aws: { operation: "GetItem", region: "eu-west-1", request_id: "R1", table_name: "orders", retries: 2 },
      http: { response: { status: 200 } },
    });
  });

  it("of a message to SQS is an aws subsegment with the queue", () => {
    const document = documentOf({
      name: "SQS.SendMessage",
      kind: SpanKind.PRODUCER,
      parent: "local",
      attributes: {
        "rpc.system": "aws-api",
        "rpc.service": "SQS",
        "rpc.method": "SendMessage",
        "aws.sqs.queue.url": "https://sqs.us-east-1.amazonaws.com/123456789012/orders",
      },
    });
    assert.deepEqual(document, {
      name: "SQS",
      ...IDS,
      ...TIMES,
      parent_id: PARENT_ID,
      type: "subsegment",
      namespace: "aws",
      aws: { operation: "SendMessage", queue_url: "https://sqs.us-east-1.amazonaws.com/123456789012/orders" },
    });
  });

  it("of a call to a database without SQL has no sql block", () => {
    for (const system of ["redis", "mongodb", "aws.dynamodb"]) {
      const document = documentOf({
        name: "GET",
        kind: SpanKind.CLIENT,
        parent: "local",
        attributes: { "db.system.name": system, "db.query.text": "GET ?", "server.address": "cache.internal" },
      });
      assert.equal("sql" in document, false, system);
      assert.equal(document.name, "cache.internal");
      assert.equal(document.namespace, "remote");
    }
  });

  it("of a call to a named service is named by it", () => {
    for (const key of ["peer.service", "service.peer.name"]) {
      const attributes = { [key]: "stock", "server.address": "10.0.0.7" };
      assert.equal(documentOf({ kind: SpanKind.CLIENT, parent: "local", attributes }).name, "stock");
    }
  });

  it("of work inside the process is a subsegment of no namespace, named by the span", () => {
    const document = documentOf({ name: "price the order", parent: "local", attributes: { items: 3 } });
    assert.deepEqual(document, {
      name: "price the order",
      ...IDS,
      ...TIMES,
      parent_id: PARENT_ID,
      type: "subsegment",
      metadata: { default: { items: 3 } },
    });
  });

  it("of a message sent is a remote subsegment named by the queue", () => {
    const document = documentOf({
      name: "send orders",
      kind: SpanKind.PRODUCER,
      parent: "local",
      attributes: { "messaging.destination.name": "orders" },
    });
    assert.equal(document.name, "orders");
    assert.equal(document.namespace, "remote");
  });

  it("of a trace begun here is a segment, whatever its kind", () => {
    for (const kind of [SpanKind.INTERNAL, SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER]) {
      const document = documentOf({ name: "nightly job", kind });
      assert.equal(document.name, "pmp-api");
      assert.equal("type" in document, false);
    }
  });

  it("of a message received from elsewhere is a segment", () => {
    const document = documentOf({ kind: SpanKind.CONSUMER, parent: "remote" });
    assert.equal(document.name, "pmp-api");
    assert.equal(document.parent_id, PARENT_ID);
  });

  it("of a span that still runs is in progress and has no end", () => {
    const document = documentOf({ kind: SpanKind.SERVER, running: true });
    assert.equal(document.in_progress, true);
    assert.equal("end_time" in document, false);
  });

  it("never ends before it starts, whatever the span says", () => {
    const early = Object.create(makeSpan({ kind: SpanKind.SERVER }), {
      endTime: { value: [1465509607, 0] },
    }) as ReadableSpan;
    const document = toDocument(early);
    assert.deepEqual(problemsOf(document), []);
    assert.equal(document.end_time, document.start_time);
  });

  it("links to the traces that the span links to", () => {
    const context = {
      traceId: "6759e988bd862e3fe1be46a994272793",
      spanId: "00f067aa0ba902b7",
      traceFlags: TraceFlags.SAMPLED,
    };
    const document = documentOf({ links: [{ context, attributes: { kind: "batch" } }, { context }] });
    assert.deepEqual(document.links, [
      { id: "00f067aa0ba902b7", trace_id: "1-6759e988-bd862e3fe1be46a994272793", attributes: { kind: "batch" } },
      { id: "00f067aa0ba902b7", trace_id: "1-6759e988-bd862e3fe1be46a994272793" },
    ]);
  });

  it("leaves out a link that names no span of a trace", () => {
    const context = { traceId: "6759e988bd862e3fe1be46a994272793", spanId: "x", traceFlags: TraceFlags.SAMPLED };
    const links = [{}, { context }] as unknown as SpanInput["links"] & object;
    assert.equal("links" in documentOf({ links }), false);
  });

  it("holds events that are no exceptions as metadata", () => {
    const document = documentOf({ events: [{ name: "cache miss", attributes: { key: "k" } }] });
    assert.deepEqual(document.metadata, {
      default: { events: [{ name: "cache miss", time: 1465509608.25, attributes: { key: "k" } }] },
    });
  });

  it("keeps a hostile attribute name away from the prototype of objects", () => {
    const document = documentOf({
      attributes: {
        "aws.xray.metadata.__proto__": '{"polluted":true}',
        __proto__x: 1,
        "aws.xray.annotations": ["__proto__"],
      },
    });
    assert.equal(Reflect.get({}, "polluted"), undefined);
    assert.deepEqual(Object.keys(document.metadata ?? {}).sort(), ["__proto__", "default"]);
  });

  describe("outcome", () => {
    const cases: [string, SpanInput, Partial<SegmentDocument>][] = [
      ["200", { attributes: { "http.response.status_code": 200 } }, {}],
      ["301", { attributes: { "http.response.status_code": 301 } }, {}],
      ["400", { attributes: { "http.response.status_code": 400 } }, { error: true }],
      ["404", { attributes: { "http.response.status_code": 404 } }, { error: true }],
      ["429", { attributes: { "http.response.status_code": 429 } }, { error: true, throttle: true }],
      ["499", { attributes: { "http.response.status_code": 499 } }, { error: true }],
      ["500", { attributes: { "http.response.status_code": 500 } }, { fault: true }],
      ["599", { attributes: { "http.response.status_code": 599 } }, { fault: true }],
      ["the older name of the status", { attributes: { "http.status_code": 502 } }, { fault: true }],
      ["no status, span failed", { status: { code: SpanStatusCode.ERROR } }, { fault: true }],
      ["no status, span ok", { status: { code: SpanStatusCode.OK } }, {}],
      [
        "404 and the span failed: the status decides",
        { attributes: { "http.response.status_code": 404 }, status: { code: SpanStatusCode.ERROR } },
        { error: true },
      ],
      [
        "200 and the span failed: the span decides",
        { attributes: { "http.response.status_code": 200 }, status: { code: SpanStatusCode.ERROR } },
        { fault: true },
      ],
    ];
    for (const [name, input, expected] of cases) {
      it(name, () => {
        const { error, throttle, fault } = documentOf({ kind: SpanKind.SERVER, ...input });
        const found = { ...(error && { error }), ...(throttle && { throttle }), ...(fault && { fault }) };
        assert.deepEqual(found, expected);
      });
    }
  });

  describe("origin", () => {
    const cases: [Record<string, string>, string | undefined][] = [
      [{ "cloud.platform": "aws_eks" }, "AWS::EKS::Container"],
      [{ "cloud.platform": "aws_ecs" }, "AWS::ECS::Container"],
      [{ "cloud.platform": "aws_ecs", "aws.ecs.launchtype": "FARGATE" }, "AWS::ECS::Fargate"],
      [{ "cloud.platform": "aws_ecs", "aws.ecs.launchtype": "ec2" }, "AWS::ECS::EC2"],
      [{ "cloud.platform": "aws_ec2" }, "AWS::EC2::Instance"],
      [{ "cloud.platform": "gcp_gke" }, undefined],
      [{}, undefined],
    ];
    for (const [resource, origin] of cases) {
      it(`${JSON.stringify(resource)} is ${origin ?? "none"}`, () => {
        const document = documentOf({ kind: SpanKind.SERVER, resource: { "service.name": "a", ...resource } });
        assert.equal(document.origin, origin);
      });
    }
  });

  describe("cause", () => {
    it("holds the exception with its type, message and stack", () => {
      const error = new TypeError("no such product");
      error.stack = [
        "TypeError: no such product",
        "    at find (/app/catalogue.js:12:7)",
        "    at async file:///app/handler.mjs:30:3",
      ].join("\n");
      const { cause, fault } = documentOf({
        kind: SpanKind.SERVER,
        exceptions: [error],
        status: { code: SpanStatusCode.ERROR },
      });
      assert.equal(fault, true);
      assert.equal(cause?.working_directory, process.cwd());
      const [exception] = cause.exceptions;
      assert.ok(exception);
      const { id, ...rest } = exception;
      assert.match(id, /^[0-9a-f]{16}$/);
      assert.deepEqual(rest, {
        message: "no such product",
        type: "TypeError",
        stack: [
          { path: "/app/catalogue.js", line: 12, label: "find" },
          { path: "/app/handler.mjs", line: 30, label: "<anonymous>" },
        ],
      });
    });

    it("is made from the status message when no exception was recorded", () => {
      const { cause } = documentOf({ status: { code: SpanStatusCode.ERROR, message: "upstream is gone" } });
      assert.equal(cause?.exceptions[0]?.message, "upstream is gone");
    });

    it("is absent where nothing failed", () => {
      assert.equal("cause" in documentOf({ attributes: { "http.response.status_code": 200 } }), false);
    });
  });
});
