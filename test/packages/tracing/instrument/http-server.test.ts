import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, request, type ServerResponse } from "node:http";
import { problemsOf } from "../support/segment-schema.ts";
import { at, call, ROOT, SAMPLED, Traced, TRACE_ID, UNSAMPLED } from "../support/traced.ts";
import { context, trace } from "../../../../packages/tracing/testing.ts";

describe("incoming HTTP", () => {
  let traced: Traced;
  beforeEach(async () => (traced = await Traced.start()));
  afterEach(() => traced.stop());

  it("is a segment with what is known of the request and the response", async () => {
    const port = await traced.serve((_request, response) => {
      response.statusCode = 201;
      response.setHeader("content-length", 2);
      response.end("ok");
    });
    await call(port, {
      method: "POST",
      path: "/orders?token=abc",
      headers: {
        ...SAMPLED,
        "user-agent": "test/1",
        "x-forwarded-for": "10.1.2.9, 10.0.0.1",
        "x-forwarded-proto": "https",
      },
    });
    const [document] = await traced.documents(1);
    assert.ok(document);
    assert.deepEqual(problemsOf(document), []);
    assert.equal(document.name, "pmp-api");
    assert.equal(document.trace_id, TRACE_ID);
    assert.equal(document.parent_id, "53995c3f42cd8ad8");
    assert.deepEqual(document.http, {
      request: {
        method: "POST",
        url: `https://127.0.0.1:${port}/orders`,
        user_agent: "test/1",
        client_ip: "10.1.2.9",
        x_forwarded_for: true,
      },
      response: { status: 201, content_length: 2 },
    });
    const [start, end] = [Number(document.start_time), Number(document.end_time)];
    assert.ok(start <= end && Math.abs(end - Date.now() / 1_000) < 60);
  });

  const lengths: Record<string, (response: ServerResponse) => unknown> = {
    "set before": (response) => response.setHeader("Content-Length", "2").end("ok"),
    "in the head": (response) => response.writeHead(200, { "content-length": 2 }).end("ok"),
    "in the head, behind a message": (response) => response.writeHead(200, "fine", { "Content-Length": "2" }).end("ok"),
    "in the head as a list": (response) => response.writeHead(200, ["Content-Length", "2"]).end("ok"),
    "in a head that was sent first": (response) => {
      response.setHeader("content-length", 2).flushHeaders();
      response.end("ok");
    },
    "by Node itself": (response) => response.end("ok"),
  };
  for (const [name, answer] of Object.entries(lengths)) {
    it(`has the length of its body, said ${name}`, async () => {
      const port = await traced.serve((_request, response) => void answer(response));
      assert.equal((await call(port, { headers: SAMPLED })).body, "ok");
      const [document] = await traced.documents(1);
      assert.equal(at(document, "http", "response", "content_length"), 2);
    });
  }

  it("has no length where nobody says one", async () => {
    const port = await traced.serve((_request, response) => {
      response.write("o");
      response.end("k");
    });
    await call(port, { headers: SAMPLED });
    const [document] = await traced.documents(1);
    assert.deepEqual(at(document, "http", "response"), { status: 200 });
  });

  it("that the app breaks off after the head is a fault; one that the client gives up is not", async () => {
    const port = await traced.serve((incoming, response) => {
      response.write("some");
      if (incoming.url === "/broken") setTimeout(() => response.destroy(), 20);
    });
    await call(port, { path: "/broken", headers: SAMPLED }).catch(() => undefined);
    const outgoing = request({ host: "127.0.0.1", port, path: "/left", headers: SAMPLED, agent: false });
    outgoing.on("error", () => undefined);
    outgoing.on("response", (answer) => answer.once("data", () => outgoing.destroy()));
    outgoing.end();
    const [broken, left] = await traced.documents(2);
    assert.equal(broken?.fault, true);
    assert.match(String(at(broken, "cause", "exceptions", 0, "message")), /before the response was complete/);
    assert.equal(at(left, "http", "request", "url"), `http://127.0.0.1:${port}/left`);
    assert.equal("fault" in (left ?? {}), false);
  });

  const outcomes: [number, object][] = [
    [200, {}],
    [404, { error: true }],
    [429, { error: true, throttle: true }],
    [500, { fault: true }],
  ];
  for (const [status, expected] of outcomes) {
    it(`answered with ${status} is ${JSON.stringify(expected)}`, async () => {
      const port = await traced.serve((_request, response) => response.writeHead(status).end());
      await call(port, { headers: SAMPLED });
      const [document = {}] = await traced.documents(1);
      const { error, throttle, fault } = document;
      const found = { ...(error ? { error } : {}), ...(throttle ? { throttle } : {}), ...(fault ? { fault } : {}) };
      assert.deepEqual(found, expected);
    });
  }

  it("has a trace of its own for each request of a connection", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const seen: (string | undefined)[] = [];
    const port = await traced.serve((_request, response) => {
      seen.push(trace.getSpanContext(context.active())?.traceId);
      response.end();
    });
    for (const digit of ["1", "2", "3"]) {
      await call(port, {
        agent,
        headers: { "x-amzn-trace-id": `Root=1-5759e98${digit}-bd862e3fe1be46a994272793;Sampled=1` },
      });
    }
    agent.destroy();
    const documents = await traced.documents(3);
    const expected = ["1", "2", "3"].map((digit) => `1-5759e98${digit}-bd862e3fe1be46a994272793`);
    assert.deepEqual(
      documents.map((document) => document.trace_id),
      expected,
    );
    assert.deepEqual(
      seen,
      expected.map((id) => id.slice(2).replace("-", "")),
    );
  });

  it("keeps the contexts of requests that run at the same time apart", async () => {
    const port = await traced.serve((incoming, response) => {
      void (async () => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
        await new Promise((resolve) => setImmediate(resolve));
        const active = trace.getSpanContext(context.active())?.traceId ?? "";
        response.end(`${incoming.url ?? ""} ${active}`);
      })();
    });
    const ids = Array.from({ length: 40 }, (_, i) => `5759e988bd862e3fe1be46a99427${String(i).padStart(4, "0")}`);
    const answers = await Promise.all(
      ids.map((id, i) =>
        call(port, {
          path: `/${i}`,
          headers: { "x-amzn-trace-id": `Root=1-${id.slice(0, 8)}-${id.slice(8)};Sampled=1` },
        }),
      ),
    );
    assert.deepEqual(
      answers.map(({ body }) => body),
      ids.map((id, i) => `/${i} ${id}`),
    );
  });

  it("that is not sampled makes no segment", async () => {
    const port = await traced.serve((_request, response) => {
      assert.equal(trace.getSpanContext(context.active())?.traceId, "5759e988bd862e3fe1be46a994272793");
      response.end();
    });
    await call(port, { headers: UNSAMPLED });
    await call(port, { headers: SAMPLED });
    const documents = await traced.documents(1);
    assert.equal(documents.length, 1);
    assert.equal(documents[0]?.parent_id, "53995c3f42cd8ad8");
  });

  it("that is not sampled passes the state of its W3C trace on", async () => {
    let state: string | undefined;
    const port = await traced.serve((_request, response) => {
      state = trace.getSpanContext(context.active())?.traceState?.serialize();
      response.end();
    });
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
    await call(port, { headers: { traceparent, tracestate: "vendor=x" } });
    assert.equal(state, "vendor=x");
  });

  it("continues a W3C trace", async () => {
    const port = await traced.serve((_request, response) => response.end());
    await call(port, { headers: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" } });
    const [document] = await traced.documents(1);
    assert.equal(document?.trace_id, "1-0af76519-16cd43dd8448eb211c80319c");
    assert.equal(document.parent_id, "b7ad6b7169203331");
  });

  it("continues the W3C trace when a load balancer has added a root of its own", async () => {
    const port = await traced.serve((_request, response) => response.end());
    await call(port, {
      headers: { "x-amzn-trace-id": ROOT, traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
    });
    const [document] = await traced.documents(1);
    assert.equal(document?.trace_id, "1-0af76519-16cd43dd8448eb211c80319c");
  });

  it("keeps the trace id of a load balancer's root, without a parent", async () => {
    const port = await traced.serve((_request, response) => response.end());
    while ((await traced.agent.documentsUntil(0)).length === 0) {
      // Without central rules X-Ray's default decides: the first request of a second is recorded.
      await call(port, { headers: { "x-amzn-trace-id": `Self=1-67891234-12456789abcdef012345678;${ROOT}` } });
      await traced.tracing.flush();
    }
    const [document] = traced.agent.documents;
    assert.equal(document?.trace_id, TRACE_ID);
    assert.equal("parent_id" in document, false);
    assert.equal(at(document, "aws", "xray", "sampling_rule_name"), "Default");
  });

  it("that the client gives up is a segment without a status", async () => {
    const port = await traced.serve((incoming) => incoming.once("close", () => undefined));
    const outgoing = request({ host: "127.0.0.1", port, headers: SAMPLED, agent: false });
    outgoing.on("error", () => undefined);
    outgoing.end();
    await once(outgoing, "socket");
    await new Promise((resolve) => setTimeout(resolve, 50));
    outgoing.destroy();
    const [document] = await traced.documents(1);
    assert.deepEqual(problemsOf(document ?? {}), []);
    assert.equal(at(document, "http", "response"), undefined);
  });

  it("goes on when the headers hold nonsense", async () => {
    const port = await traced.serve((_request, response) => response.end("ok"));
    for (const value of ["Root=", "Root=1-x;Parent=;Sampled=9", "=;=", "%00", "é"]) {
      const { status } = await call(port, {
        headers: { "x-amzn-trace-id": value, traceparent: value, baggage: value },
      });
      assert.equal(status, 200);
    }
  });

  it("leaves the same members on requests, responses and sockets, sampled or not: objects of two shapes are slow", async () => {
    const members: PropertyKey[][] = [];
    const port = await traced.serve((incoming, response) => {
      members.push([incoming, response, incoming.socket].flatMap((object) => Reflect.ownKeys(object)));
      response.end();
    });
    await call(port, { headers: UNSAMPLED });
    await call(port, { headers: SAMPLED });
    const [unsampled, sampled] = members;
    assert.ok(unsampled && unsampled.length > 50);
    assert.deepEqual(sampled, unsampled);
  });
});
