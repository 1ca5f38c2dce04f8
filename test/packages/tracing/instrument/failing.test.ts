import assert from "node:assert/strict";
import { channel } from "node:diagnostics_channel";
import { once } from "node:events";
import { get } from "node:http";
import { createRequire } from "node:module";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import express5 from "express";
import fastify from "fastify";
import pg from "pg";
import { failureCount } from "../../../../packages/tracing/src/guard.ts";
import { traceAwsClient } from "../../../../packages/tracing/src/instrument/aws-sdk.ts";
import { tracePostgresClient } from "../../../../packages/tracing/src/instrument/postgres.ts";
import { SamplingAuthority } from "../../../../packages/tracing/src/sampling/authority.ts";
import { RecordedSpan } from "../../../../packages/tracing/src/recorded-span.ts";
import { diag, propagation, trace, type Tracer } from "../../../../packages/tracing/testing.ts";
import { FakePostgres } from "../support/fake-postgres.ts";
import { handled } from "../support/handled.ts";
import { at, call, ROOT, SAMPLED, Traced } from "../support/traced.ts";
import { Upstream } from "../support/upstream.ts";
import { takeWarnings } from "../support/warnings.ts";

const express4 = createRequire(import.meta.url)("express4") as typeof express5;

/** The channels that are listened to; Express' own only until its methods are wrapped, which other tests have done. */
const CHANNELS = [
  "http.server.request.start",
  "http.client.request.created",
  "http.client.request.error",
  "http.client.response.finish",
  "undici:request:create",
  "undici:request:headers",
  "undici:request:trailers",
  "undici:request:error",
  "fastify.initialization",
];

/** Makes methods throw; returns a function that gives them back. */
function sabotage(owner: object, names: readonly string[]): () => void {
  const kept = names.map((name) => [name, Reflect.get(owner, name) as unknown] as const);
  for (const name of names) {
    Reflect.set(owner, name, () => {
      throw new Error(`sabotaged ${name}`);
    });
  }
  return () => {
    for (const [name, method] of kept) Reflect.set(owner, name, method);
  };
}

const SPAN_METHODS = ["setAttribute", "setAttributes", "addEvent", "setStatus", "recordException", "end"];
/** The prototype of whatever the SDK makes. */
const prototypeOf = (value: object): object => Reflect.getPrototypeOf(value) ?? {};
const tracer = (): Tracer => {
  const provider: unknown = Reflect.apply(
    Reflect.get(trace.getTracerProvider(), "getDelegate") as () => unknown,
    trace.getTracerProvider(),
    [],
  );
  return (provider as { getTracer(name: string): Tracer }).getTracer("test");
};

const SABOTAGES: Record<string, () => () => void> = {
  "the span of a request": () => sabotage(RecordedSpan.prototype, [...SPAN_METHODS, "answered"]),
  "the span of a call": () => sabotage(prototypeOf(tracer().startSpan("x")), SPAN_METHODS),
  "the making of the span of a call": () => sabotage(prototypeOf(tracer()), ["startSpan"]),
  "the sampling decision": () => sabotage(SamplingAuthority.prototype, ["decide"]),
  "the headers of a trace": () => sabotage(propagation, ["inject", "extract"]),
};

describe("what fails inside an instrumentation", () => {
  let traced: Traced;
  let postgres: FakePostgres;
  let target: number;
  let uncaught: unknown[];
  let listeners: NodeJS.UncaughtExceptionListener[];

  before(() => {
    tracePostgresClient(pg.Client);
    traceAwsClient(SNSClient);
  });
  beforeEach(async () => {
    takeWarnings();
    traced = await Traced.start();
    postgres = await FakePostgres.start();
    target = await traced.serve((request, response) => {
      request.resume();
      response.end("<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>");
    });
    uncaught = [];
    listeners = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.on("uncaughtException", (error) => uncaught.push(error));
  });
  afterEach(async () => {
    process.removeAllListeners("uncaughtException");
    for (const listener of listeners) process.on("uncaughtException", listener);
    postgres.close();
    await traced.stop();
    diag.disable();
  });

  const work: Record<string, () => Promise<unknown>> = {
    "http.get": () =>
      new Promise((resolve, reject) => {
        get({ port: target, host: "127.0.0.1", agent: false }, (answer) => answer.resume().on("end", resolve)).on(
          "error",
          reject,
        );
      }),
    "http.get refused": () =>
      new Promise((resolve) => {
        get({ port: 1, host: "127.0.0.1", agent: false }).on("error", resolve);
      }),
    fetch: async () => (await fetch(`http://127.0.0.1:${target}/`)).text(),
    "fetch refused": () => fetch("http://127.0.0.1:9/").catch((error: unknown) => error),
    "a query": () => query("SELECT 1"),
    "a query that fails": () => query("SELECT fails").catch((error: unknown) => error),
    "the AWS SDK": () =>
      new SNSClient({
        endpoint: `http://127.0.0.1:${target}`,
        region: "eu-central-1",
        credentials: { accessKeyId: "a", secretAccessKey: "b" },
      }).send(new PublishCommand({ TopicArn: "arn:aws:sns:eu-central-1:111111111111:t", Message: "m" })),
  };

  async function query(text: string): Promise<unknown> {
    const client = new pg.Client({ host: "127.0.0.1", port: postgres.port, user: "app", database: "shop" });
    await client.connect();
    return client.query(text).finally(() => client.end());
  }

  /** The status that each kind of server answers with, handlers that fail among them. */
  async function serveAll(): Promise<[number, string, number][]> {
    const all: [number, string, number][] = [];
    const plain = await traced.serve((request, response) => {
      const run = work[decodeURIComponent(request.url?.slice(1) ?? "")];
      void Promise.resolve(run?.()).then(
        () => response.end("ok"),
        () => response.writeHead(500).end(),
      );
    });
    all.push(
      ...["none", ...Object.keys(work)].map((name): [number, string, number] => [
        plain,
        `/${encodeURIComponent(name)}`,
        200,
      ]),
    );
    for (const express of [express5, express4]) {
      const app = express();
      app.set("env", "test");
      app.get("/ok", (_request, response) => void response.end("ok"));
      app.get("/fail", () => {
        throw new Error("broken");
      });
      const port = await traced.serve(app);
      all.push([port, "/ok", 200], [port, "/fail", 500], [port, "/none", 404]);
    }
    const app = fastify();
    app.get("/ok", () => "ok");
    app.get("/fail", () => Promise.reject(new Error("broken")));
    await app.listen({ host: "127.0.0.1", port: 0 });
    const port = await traced.adopt(app.server);
    all.push([port, "/ok", 200], [port, "/fail", 500], [port, "/none", 404]);
    return all;
  }

  for (const [name, begin] of Object.entries(SABOTAGES)) {
    it(`is kept from the app: ${name}`, async () => {
      const servers = await serveAll();
      const before = failureCount();
      const restore = begin();
      try {
        for (const [port, path, status] of servers) {
          assert.equal((await call(port, { path, headers: SAMPLED })).status, status, path);
          if (name === "the sampling decision") assert.equal((await call(port, { path })).status, status, path);
        }
        // Node throws what a listener of a channel throws one tick later.
        await new Promise((resolve) => setImmediate(resolve));
      } finally {
        restore();
      }
      assert.deepEqual(uncaught, []);
      assert.ok(failureCount() > before, "nothing was sabotaged");
    });
  }

  for (const [name, send] of [
    ["http.get", (upstream) => once(get(upstream.url(), { agent: false }), "response")],
    ["fetch", async (upstream) => (await fetch(upstream.url())).text()],
  ] as [string, (upstream: Upstream) => Promise<unknown>][]) {
    it(`leaves a call its headers and its subsegment when it can't be described: ${name}`, async () => {
      const upstream = await Upstream.start();
      const before = failureCount();
      try {
        const { calls } = await handled(traced, async () => {
          const restore = sabotage(URL, ["canParse"]);
          try {
            await send(upstream);
          } finally {
            restore();
          }
        });
        assert.ok(failureCount() > before, "the description did not fail");
        assert.equal(calls.length, 1);
        assert.equal(at(calls[0], "http", "response", "status"), 200);
        const id = String(calls[0]?.id);
        assert.deepEqual(upstream.sent("traceparent"), [`00-5759e988bd862e3fe1be46a994272793-${id}-01`]);
        assert.deepEqual(upstream.sent("x-amzn-trace-id"), [`${ROOT};Parent=${id};Sampled=1`]);
      } finally {
        upstream.close();
      }
      assert.deepEqual(uncaught, []);
    });
  }

  it("is kept from the app whatever is published on the channels", async () => {
    const trap = new Proxy({}, { get: () => { throw new Error("trap"); }, has: () => { throw new Error("trap"); } }); // prettier-ignore
    for (const name of CHANNELS) {
      assert.equal(channel(name).hasSubscribers, true, `${name} is not listened to`);
      for (const message of [
        undefined,
        null,
        1,
        {},
        { request: {} },
        { fastify: {} },
        trap,
        { request: trap, req: trap, fastify: trap, server: trap },
      ])
        channel(name).publish(message);
    }
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(uncaught, []);
    assert.equal((await call(target, { headers: SAMPLED })).status, 200);
  });

  it("is kept from the app when every one of its requests is odd to us", async () => {
    const port = await traced.serve((request, response) => {
      // An app may do this to its own objects.
      Object.defineProperty(request, "headers", { get: () => { throw new Error("trap"); } }); // prettier-ignore
      Object.defineProperty(response, "getHeader", { value: () => { throw new Error("trap"); } }); // prettier-ignore
      response.end("ok");
    });
    assert.equal((await call(port, { headers: SAMPLED })).status, 200);
    assert.equal((await traced.documents(1)).length, 1);
    assert.deepEqual(uncaught, []);
  });
});
