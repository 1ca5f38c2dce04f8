import assert from "node:assert/strict";
import { get } from "node:http";
import fc from "fast-check";
import { targetAttributes } from "../../../../packages/tracing/src/instrument/target.ts";
import { handled } from "../support/handled.ts";
import { at, Traced } from "../support/traced.ts";
import { Upstream } from "../support/upstream.ts";

/** What is used of the dispatcher behind fetch, which undici puts there. */
interface Dispatcher {
  dispatch(options: object, handler: object): boolean;
}

describe("the target of an outgoing call", () => {
  let traced: Traced;
  let upstream: Upstream;
  beforeEach(async () => {
    traced = await Traced.start();
    upstream = await Upstream.start();
  });
  afterEach(async () => {
    upstream.close();
    await traced.stop();
  });

  /** A call by undici itself, whose headers may have any of its forms. */
  async function dispatch(options: object): Promise<void> {
    await (await fetch("data:,")).text();
    const dispatcher = Reflect.get(globalThis, Symbol.for("undici.globalDispatcher.1")) as Dispatcher;
    await new Promise<void>((resolve, reject) => {
      dispatcher.dispatch(
        { origin: upstream.url("").replace(/\/$/, ""), path: "/", method: "GET", ...options },
        { onConnect: () => undefined, onHeaders: () => true, onData: () => true, onComplete: resolve, onError: reject },
      );
    });
  }

  const old = {
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "x-amzn-trace-id": "Root=1-0-0",
  };
  const forms: Record<string, (headers: [string, string][]) => Promise<unknown>> = {
    "fetch, object": async (headers) => (await fetch(upstream.url(), { headers: Object.fromEntries(headers) })).text(),
    "fetch, pairs": async (headers) => (await fetch(upstream.url(), { headers })).text(),
    "fetch, Headers": async (headers) => (await fetch(upstream.url(), { headers: new Headers(headers) })).text(),
    "fetch, Request": async (headers) => (await fetch(new Request(upstream.url(), { headers }))).text(),
    "undici, object": (headers) => dispatch({ headers: Object.fromEntries(headers) }),
    "undici, flat list": (headers) => dispatch({ headers: headers.flat() }),
    "undici, Map": (headers) => dispatch({ headers: new Map(headers) }),
    "node:http, object": (headers) => http(Object.fromEntries(headers)),
    "node:http, flat list": (headers) => http(headers.flat()),
  };

  function http(headers: Record<string, string> | string[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const list = Array.isArray(headers) ? [...headers, "host", `127.0.0.1:${upstream.port}`] : headers;
      get(upstream.url(), { headers: list, agent: false }, (response) => response.resume().on("end", resolve)).on(
        "error",
        reject,
      );
    });
  }

  for (const [name, send] of Object.entries(forms)) {
    it(`gets one header of each kind, ours, when the caller set some as well: ${name}`, async () => {
      const spelled = fc.sample(fc.mixedCase(fc.constant("traceparent,x-amzn-trace-id")), { numRuns: 4, seed: 7 });
      for (const names of spelled) {
        const [first = "", second = ""] = names.split(",");
        const { calls } = await handled(traced, () =>
          send([
            ["x-own", "kept"],
            [first, old.traceparent],
            [second, old["x-amzn-trace-id"]],
          ]),
        );
        const last = upstream.heads.length - 1;
        const id = String(calls[0]?.id);
        assert.deepEqual(upstream.sent("traceparent", last), [`00-5759e988bd862e3fe1be46a994272793-${id}-01`]);
        assert.deepEqual(upstream.sent("x-amzn-trace-id", last), [
          `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=${id};Sampled=1`,
        ]);
        assert.deepEqual(upstream.sent("x-own", last), ["kept"]);
      }
    });
  }

  for (const path of ["//items/7", "//", "/a//b", "//user@host/x"]) {
    it(`is the URL as called, and carries the trace: ${path}`, async () => {
      const { calls } = await handled(traced, async () => (await fetch(upstream.url(path))).text());
      assert.equal(calls[0]?.name, "127.0.0.1");
      assert.equal(at(calls[0], "http", "request", "url"), upstream.url(path));
      assert.equal(upstream.sent("traceparent").length, 1);
    });
  }

  it("is the service, not the proxy that is asked for it", async () => {
    const { calls } = await handled(
      traced,
      () =>
        new Promise((resolve) => {
          const headers = { host: "prices.test" };
          get(
            { host: "127.0.0.1", port: upstream.port, path: "http://prices.test/v1/eur?key=x", headers, agent: false },
            resolve,
          );
        }),
    );
    assert.equal(calls[0]?.name, "prices.test");
    assert.equal(at(calls[0], "http", "request", "url"), "http://prices.test/v1/eur");
  });

  it("is described whatever it is", () => {
    fc.assert(
      fc.property(
        fc.option(fc.oneof(fc.webUrl(), fc.string()), { nil: undefined }),
        fc.oneof(
          fc.webPath(),
          fc.webUrl(),
          fc.string(),
          fc.constantFrom("*", "//", "", "?a=b", "http://", "db.test:443"),
        ),
        fc.constantFrom("GET", "CONNECT", "OPTIONS"),
        (origin, path, method) => {
          const attributes = targetAttributes({ origin, path, method });
          const url = String(attributes["url.full"]);
          assert.doesNotMatch(url, /[?#]/);
          assert.equal(attributes["http.request.method"], method);
          // A target that names a host of its own is not put behind another one.
          if (method !== "CONNECT" && /^https?:\/\/\w/.test(path)) assert.ok(path.startsWith(url.slice(0, 9)), url);
        },
      ),
    );
  });
});
