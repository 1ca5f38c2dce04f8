import assert from "node:assert/strict";
import dns from "node:dns";
import { request, type RequestOptions } from "node:http";
import { readSettings } from "../../../../packages/tracing/src/settings.ts";
import { rule } from "../support/fake-agent.ts";
import { call, SAMPLED, Traced, UNSAMPLED } from "../support/traced.ts";
import { Upstream } from "../support/upstream.ts";
import { takeWarnings } from "../support/warnings.ts";
import { diag, trace } from "../../../../packages/tracing/testing.ts";

const NAMES = ["x-amzn-trace-id", "traceparent", "tracestate", "baggage"];

const realLookup = dns.lookup;

/** All names lead to this machine. */
function lookup(_name: string, options: dns.LookupOptions, done: (...answer: unknown[]) => void): void {
  if (options.all === true) done(null, [{ address: "127.0.0.1", family: 4 }]);
  else done(null, "127.0.0.1", 4);
}

interface Sent {
  /** Names of the trace headers that arrived. */
  headers: string[];
  host: string | undefined;
}

describe("where trace headers go", () => {
  let upstream: Upstream;
  let warnings: string[];
  let traced: Traced | undefined;
  before(() => Reflect.set(dns, "lookup", lookup));
  after(() => Reflect.set(dns, "lookup", realLookup));
  beforeEach(async () => {
    warnings = takeWarnings();
    upstream = await Upstream.start();
  });
  afterEach(async () => {
    await traced?.stop();
    traced = undefined;
    upstream.close();
    diag.disable();
  });

  async function start(env: NodeJS.ProcessEnv = {}): Promise<Traced> {
    const { propagateTo, baggage } = readSettings(env);
    return (traced = await Traced.start({ ...(propagateTo && { propagateTo }), ...(baggage && { baggage }) }, [
      rule("all"),
    ]));
  }

  function send(options: RequestOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      request({ port: upstream.port, agent: false, ...options }, (response) => {
        response.resume().on("close", resolve);
      })
        .on("connect", (_response, socket) => {
          socket.destroy();
          resolve();
        })
        .on("error", reject)
        .end();
    });
  }

  const clients: Record<string, (host: string) => Promise<unknown>> = {
    "http.request": (host) => send({ host }),
    fetch: async (host) => (await fetch(`http://${host}:${upstream.port}/`)).text(),
  };

  /** What arrives when a request to this service makes a call. */
  async function during(headers: Record<string, string>, work: () => Promise<unknown>): Promise<Sent> {
    assert.ok(traced);
    const before = upstream.heads.length;
    const port = await traced.serve((_request, response) => {
      void work().then(
        () => response.end("ok"),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
    const { status, body } = await call(port, { headers });
    assert.equal(status, 200, body);
    assert.equal(upstream.heads.length, before + 1);
    return sent(before);
  }

  function sent(index: number): Sent {
    return {
      headers: NAMES.filter((name) => upstream.sent(name, index).length > 0),
      host: upstream.sent("host", index)[0],
    };
  }

  const given = { ...SAMPLED, tracestate: "vendor=1", baggage: "user=17" };
  const trace2 = ["x-amzn-trace-id", "traceparent"];

  for (const [name, client] of Object.entries(clients)) {
    it(`${name}: to one's own hosts, and to no other; the call is recorded all the same`, async () => {
      await start();
      for (const host of ["127.0.0.1", "localhost", "orders", "orders.shop.svc", "sqs.us-east-1.amazonaws.com"]) {
        assert.deepEqual((await during(given, () => client(host))).headers, trace2, host);
      }
      for (const host of ["api.partner.example", "d1.cloudfront.net"]) {
        assert.deepEqual((await during(given, () => client(host))).headers, [], host);
        await traced?.documents(0);
        await traced?.agent.until("the call's subsegment", () =>
          (traced?.agent.documents ?? []).some((document) => document.name === host && document.namespace === "remote"),
        );
      }
    });

    it(`${name}: to relatives of the host that is served`, async () => {
      await start();
      for (const headers of [
        { ...SAMPLED, host: "shop.example.com" },
        { ...UNSAMPLED, host: "shop.example.com:8443" },
        { host: "example.com" },
      ]) {
        assert.deepEqual((await during(headers, () => client("stock.example.com"))).headers, trace2);
        assert.deepEqual((await during(headers, () => client("stock.example.org"))).headers, []);
      }
      assert.deepEqual(
        (await during({ ...SAMPLED, host: "shop.example.org" }, () => client("stock.example.com"))).headers,
        [],
      );
    });

    it(`${name}: to the hosts that are set`, async () => {
      await start({ PMP_PROPAGATE_TO: "*.partner.example" });
      assert.deepEqual((await during(given, () => client("api.partner.example"))).headers, trace2);
      assert.deepEqual((await during(given, () => client("127.0.0.1"))).headers, []);
    });

    it(`${name}: to nobody or everybody`, async () => {
      await start({ PMP_PROPAGATE_TO: "none" });
      assert.deepEqual((await during(given, () => client("127.0.0.1"))).headers, []);
      assert.deepEqual(warnings, []);
      await traced?.stop();
      await start({ PMP_PROPAGATE_TO: "*" });
      assert.deepEqual((await during(given, () => client("api.partner.example"))).headers, trace2);
    });
  }

  it("also where no request is served", async () => {
    await start();
    const work = (host: string): Promise<unknown> =>
      trace.getTracer("job").startActiveSpan("job", async (span) => {
        await send({ host });
        span.end();
      });
    await work("orders.shop.svc");
    await work("api.partner.example");
    await send({ host: "orders.shop.svc" });
    assert.deepEqual(
      upstream.heads.map((_, i) => sent(i).headers),
      [trace2, [], []],
      "a call outside of any trace has none to pass on",
    );
  });

  it("by the service that is called, not by the proxy before it", async () => {
    await start();
    const absolute = (host: string) => (): Promise<void> => send({ host: "127.0.0.1", path: `http://${host}/v1` });
    assert.deepEqual((await during(given, absolute("orders.shop.svc"))).headers, trace2);
    assert.deepEqual((await during(given, absolute("api.partner.example"))).headers, []);
    const tunnel = (target: string) => (): Promise<void> =>
      send({ host: "127.0.0.1", method: "CONNECT", path: target });
    assert.deepEqual((await during(given, tunnel("api.partner.example:443"))).headers, []);
  });

  it("to nobody where the request names another host than it connects to, unless both are known", async () => {
    await start();
    const named = (host: string, name: string) => (): Promise<void> => send({ host, headers: { host: name } });
    assert.deepEqual((await during(given, named("gateway", "orders.shop.svc"))).headers, trace2);
    assert.deepEqual((await during(given, named("gateway", "api.partner.example"))).headers, []);
    assert.deepEqual((await during(given, named("api.partner.example", "localhost"))).headers, []);
  });

  it("leave what the app itself sends", async () => {
    await start();
    await during(given, () => send({ host: "api.partner.example", headers: { traceparent: "own", baggage: "own=1" } }));
    assert.deepEqual([upstream.sent("traceparent"), upstream.sent("baggage")], [["own"], ["own=1"]]);
  });

  it("baggage goes along where OTEL_PROPAGATORS asks for it, and to the same hosts only", async () => {
    await start({ OTEL_PROPAGATORS: "tracecontext, baggage" });
    await during(given, () => send({ host: "orders.shop.svc" }));
    assert.deepEqual(upstream.sent("baggage"), ["user=17"]);
    assert.deepEqual((await during(given, () => send({ host: "api.partner.example" }))).headers, []);
  });

  it("are told of the first host that gets none, once, with a setting that works", async () => {
    await start();
    for (const host of ["127.0.0.1", "first.partner.example", "second.partner.example", "first.partner.example"]) {
      await during(given, () => send({ host }));
    }
    assert.equal(warnings.length, 1, warnings.join("\n"));
    assert.match(warnings[0] ?? "", /"first\.partner\.example"/);
    const [, value = ""] = /PMP_PROPAGATE_TO=(\S+)/.exec(warnings[0] ?? "") ?? [];
    await traced?.stop();
    await start({ PMP_PROPAGATE_TO: value });
    for (const host of ["127.0.0.1", "first.partner.example"]) {
      assert.deepEqual((await during(given, () => send({ host }))).headers, trace2, host);
    }
    assert.equal(warnings.length, 1);
    assert.deepEqual((await during(given, () => send({ host: "second.partner.example" }))).headers, []);
  });
});
