import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "node:events";
import { IncomingMessage, request, ServerResponse, type RequestListener } from "node:http";
import { connect } from "node:net";
import { PassThrough, pipeline, Writable } from "node:stream";
import { annotate } from "../../../../packages/tracing/src/helpers.ts";
import { context, trace } from "../../../../packages/tracing/testing.ts";
import { call, SAMPLED, Traced, UNSAMPLED } from "../support/traced.ts";

/** Ways to come to the end of a body. */
const WAYS: Record<string, (incoming: IncomingMessage, done: () => void) => void> = {
  "data and end": (incoming, done) => void incoming.on("data", () => undefined).on("end", done),
  "the first data": (incoming, done) => void incoming.once("data", done),
  readable: (incoming, done) =>
    void incoming.on("readable", () => {
      while (incoming.read() !== null);
      if (incoming.readableEnded || incoming.complete) done();
    }),
  "a timer at the end": (incoming, done) => void incoming.resume().on("end", () => setTimeout(done, 2)),
  pipe: (incoming, done) =>
    void incoming.pipe(new Writable({ write: (_chunk, _encoding, next) => next() })).on("finish", done),
  pipeline: (incoming, done) => void pipeline(incoming, new PassThrough().resume(), done),
  "an async loop": (incoming, done) =>
    void (async () => {
      for await (const chunk of incoming) assert.ok(chunk);
      done();
    })(),
};

describe("events of a request", () => {
  let traced: Traced;
  beforeEach(async () => (traced = await Traced.start()));
  afterEach(() => traced.stop());

  const traceId = (): string | undefined => trace.getSpanContext(context.active())?.traceId;

  /** The head and the body in one packet, or one after the other. */
  async function post(port: number, headers: Record<string, string>, together: boolean): Promise<void> {
    const lines = Object.entries({ host: "a", "content-length": "4", connection: "close", ...headers });
    const head = `POST / HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
    const socket = connect(port, "127.0.0.1");
    socket.resume();
    if (together) socket.write(`${head}body`);
    else {
      socket.write(head);
      setTimeout(() => socket.write("body"), 30);
    }
    await once(socket, "close");
  }

  for (const [name, read] of Object.entries(WAYS)) {
    for (const together of [true, false]) {
      it(`are in its trace: ${name}, body ${together ? "with" : "after"} the head`, async () => {
        const seen: (string | undefined)[] = [];
        const port = await traced.serve((incoming, response) => {
          let ended = false;
          read(incoming, () => {
            if (ended) return;
            ended = true;
            seen.push(traceId());
            annotate({ read: true });
            response.end();
          });
        });
        await post(port, SAMPLED, together);
        await post(port, UNSAMPLED, together);
        const [document] = await traced.documents(1);
        assert.deepEqual(seen, Array(2).fill("5759e988bd862e3fe1be46a994272793"));
        assert.deepEqual(document?.annotations, { read: true });
      });
    }
  }

  it("are in its trace when the client gives up, and those of the response too", async () => {
    const seen: Record<string, string | undefined> = {};
    const gone = new Promise<void>((resolve) => {
      const note =
        (place: string): (() => void) =>
        () => {
          seen[place] = traceId();
          if (Object.keys(seen).length === 3) resolve();
        };
      const listener: RequestListener = (incoming, response) => {
        incoming.on("close", note("request close")).on("error", note("request error"));
        response.on("close", note("response close"));
        response.write("some");
      };
      void traced.serve(listener).then((port) => {
        const outgoing = request({ host: "127.0.0.1", port, method: "POST", headers: SAMPLED, agent: false });
        outgoing.on("error", () => undefined);
        outgoing.on("response", () => outgoing.destroy());
        outgoing.write("begun");
      });
    });
    await gone;
    assert.deepEqual(new Set(Object.values(seen)), new Set(["5759e988bd862e3fe1be46a994272793"]));
  });

  it("leave a span of the app's that is active in the request as it is, and the app's own storage", async () => {
    const own = new AsyncLocalStorage<string>();
    const active: unknown[] = [];
    const port = await traced.serve((incoming, response) => {
      trace.getTracer("app").startActiveSpan("read", (span) => {
        own.run("mine", () => {
          incoming.on("custom", () => active.push(trace.getActiveSpan()?.spanContext().spanId, own.getStore()));
          incoming.emit("custom");
        });
        active.push(span.spanContext().spanId);
        span.end();
        response.end();
      });
    });
    await call(port, { headers: SAMPLED });
    assert.deepEqual(active, [active[2], "mine", active[2]]);
  });

  it("do not mix the requests of one connection", async () => {
    const ids: (string | undefined)[] = [];
    const port = await traced.serve((incoming, response) => {
      incoming.resume().on("end", () => {
        ids.push(traceId());
        response.end();
      });
    });
    const socket = connect(port, "127.0.0.1");
    const one = (digit: number): string =>
      `POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\nx-amzn-trace-id: Root=1-5759e98${digit}-bd862e3fe1be46a994272793;Sampled=0\r\n\r\nx`;
    socket.write(one(1) + one(2) + one(3));
    socket.resume();
    while (ids.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    socket.destroy();
    assert.deepEqual(
      ids,
      [1, 2, 3].map((digit) => `5759e98${digit}bd862e3fe1be46a994272793`),
    );
  });

  it("take the app's answers and errors along", async () => {
    const port = await traced.serve((incoming, response) => {
      assert.equal(incoming.emit("nobody listens"), false);
      assert.throws(() => incoming.emit("error", new Error("nobody listens")), /nobody listens/);
      incoming.on("somebody", (...all: unknown[]) => all.push(1));
      assert.equal(incoming.emit("somebody", 1, 2), true);
      incoming.once("breaks", () => {
        throw new Error("by the listener");
      });
      assert.throws(() => incoming.emit("breaks"), /by the listener/);
      response.end("ok");
    });
    assert.equal((await call(port, { headers: SAMPLED })).body, "ok");
  });

  it("are Node's own again when tracing ends", async () => {
    assert.equal(Object.hasOwn(IncomingMessage.prototype, "emit"), true);
    await traced.tracing.shutdown();
    assert.equal(Object.hasOwn(IncomingMessage.prototype, "emit"), false);
    assert.equal(Object.hasOwn(ServerResponse.prototype, "emit"), false);
  });
});
