import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { newTraceId, requestKinds, sendTraffic, type RequestKind } from "../../../local/proof/traffic.ts";

interface Received {
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe("local/proof/traffic", () => {
  const servers: Server[] = [];

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });

  /** An API on loopback that records what it gets; `answer` ends each response. */
  async function api(answer: (request: Received, response: ServerResponse) => void) {
    const received: Received[] = [];
    const server = createServer((incoming, response) => {
      void text(incoming).then((body) => {
        const request = { line: `${incoming.method} ${incoming.url}`, headers: incoming.headers, body };
        received.push(request);
        answer(request, response);
      });
    });
    servers.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    return { base: `http://127.0.0.1:${port}`, received };
  }

  function ok(status = 200) {
    return (_: Received, response: ServerResponse) => void response.writeHead(status).end("{}");
  }

  const get = (path: string, count: number, status = 200): RequestKind => ({ method: "GET", path, count, status });

  it("makes trace ids as X-Ray writes them, with the time in whole seconds, and never the same twice", () => {
    const now = Date.UTC(2030, 0, 2, 3, 4, 5, 999);
    const id = newTraceId(now);
    assert.match(id, /^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    assert.equal(Number.parseInt(id.slice(2, 10), 16) * 1000, now - 999);
    assert.match(newTraceId(0), /^1-00000000-[0-9a-f]{24}$/);
    assert.equal(new Set(Array.from({ length: 1000 }, () => newTraceId(now))).size, 1000);
  });

  it("sends each kind as often as it says, and says what it sent", async () => {
    const { base, received } = await api(ok());
    const sent = await sendTraffic(base, [get("/a", 5), get("/b", 1), get("/c", 3)]);
    const count = (lines: readonly string[]) =>
      Object.fromEntries(
        ["/a", "/b", "/c"].map((path) => [path, lines.filter((line) => line === `GET ${path}`).length]),
      );
    assert.deepEqual(count(received.map(({ line }) => line)), { "/a": 5, "/b": 1, "/c": 3 });
    assert.deepEqual(count(sent.map(({ method, path }) => `${method} ${path}`)), { "/a": 5, "/b": 1, "/c": 3 });
    assert.ok(sent.every(({ status }) => status === 200));
  });

  it("gives each request a trace id of its own, as a load balancer does: without a parent and undecided", async () => {
    const { base, received } = await api(ok());
    const sent = await sendTraffic(base, [get("/a", 20)]);
    const headers = received.map(({ headers: { "x-amzn-trace-id": id } }) => String(id));
    for (const header of headers) assert.match(header, /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    assert.deepEqual(sent.map(({ traceId }) => `Root=${traceId}`).sort(), headers.sort());
    assert.equal(new Set(headers).size, 20);
  });

  it("sends a body as JSON, and none where there is none", async () => {
    const { base, received } = await api(ok(201));
    await sendTraffic(base, [
      { method: "POST", path: "/login", count: 1, status: 201, body: { user: "ä", password: "p" } },
      get("/a", 1, 201),
    ]);
    const [post] = received.filter(({ line }) => line === "POST /login");
    assert.deepEqual(JSON.parse(post!.body), { user: "ä", password: "p" });
    assert.equal(post!.headers["content-type"], "application/json");
    const [plain] = received.filter(({ line }) => line === "GET /a");
    assert.equal(plain!.body, "");
    assert.equal(plain!.headers["content-type"], undefined);
  });

  it("mixes the kinds: none waits for another to be done", async () => {
    const { base, received } = await api(ok());
    await sendTraffic(base, [get("/often", 90), get("/rare", 3)], 1);
    const rare = received.flatMap(({ line }, index) => (line === "GET /rare" ? [index] : []));
    assert.equal(rare.length, 3);
    // One in each third of the run.
    rare.forEach((index, third) => assert.ok(third * 31 <= index && index < (third + 1) * 31, String(rare)));
  });

  it("has as many on the way at a time as it was told, and no more", async () => {
    let now = 0;
    let most = 0;
    const waiting: ServerResponse[] = [];
    const { base } = await api((_, response) => {
      now += 1;
      most = Math.max(most, now);
      waiting.push(response);
      // Answered only when four are there, so that one at a time would never end.
      if (waiting.length < 4) return;
      for (const open of waiting.splice(0)) {
        now -= 1;
        open.end();
      }
    });
    await sendTraffic(base, [get("/a", 12)], 4);
    assert.equal(most, 4);
  });

  it("fails on a status that it does not expect, and names request, answer and expectation", async () => {
    for (const [status, expected] of [
      [200, 500],
      [500, 200],
      [404, 401],
    ] as const) {
      const { base } = await api(ok(status));
      await assert.rejects(sendTraffic(base, [get("/a", 3, expected)]), {
        message: `GET /a answered ${status}; expected ${expected}`,
      });
    }
  });

  it("takes an error status that it does expect", async () => {
    const { base } = await api(ok(500));
    const sent = await sendTraffic(base, [get("/fail", 2, 500)]);
    assert.deepEqual(
      sent.map(({ status }) => status),
      [500, 500],
    );
  });

  it("does not follow redirects: the redirect is the answer", async () => {
    const { base, received } = await api(
      (_, response) => void response.writeHead(302, { location: "/elsewhere" }).end(),
    );
    await sendTraffic(base, [get("/a", 1, 302)]);
    assert.equal(received.length, 1);
  });

  it("sends no more after the first failure", async () => {
    // The bad one is in the middle of the queue.
    const { base, received } = await api((request, response) => {
      response.writeHead(request.line === "GET /bad" ? 503 : 200).end();
    });
    await assert.rejects(sendTraffic(base, [get("/bad", 1), get("/a", 500)], 4), /GET \/bad answered 503/);
    const soFar = received.length;
    for (let exchange = 0; exchange < 10; exchange += 1) await sendTraffic(base, [get("/later", 1)]);
    const kept = received.filter(({ line }) => line === "GET /a").length;
    assert.ok(
      kept < 500 && received.length - 10 - soFar <= 4,
      `${kept} in all, ${received.length - 10 - soFar} after the failure`,
    );
  });

  it("ends requests that are still without an answer when another fails", async () => {
    const closed = Promise.withResolvers<undefined>();
    const { base } = await api((request, response) => {
      if (request.line === "GET /bad") response.writeHead(500).end();
      else response.once("close", () => closed.resolve(undefined));
    });
    await assert.rejects(sendTraffic(base, [get("/silent", 1), get("/bad", 1)], 2), /GET \/bad answered 500/);
    await closed.promise;
  });

  it("names the request and the reason when there is no answer at all", async () => {
    const { base } = await api((_, response) => response.destroy());
    await assert.rejects(sendTraffic(base, [get("/a", 1)]), new RegExp(`GET /a at ${base} got no answer: .`));
    servers.pop()!.close();
    const gone = await api(ok());
    servers.pop()!.close();
    await assert.rejects(sendTraffic(gone.base, [get("/a", 1)]), /GET \/a at .* got no answer: .*ECONNREFUSED/);
  });

  describe("the requests of the proof", () => {
    it("are a few hundred, of every kind that the application has", () => {
      const total = requestKinds.reduce((sum, { count }) => sum + count, 0);
      assert.ok(total >= 200 && total < 1000, String(total));
      const paths = requestKinds.map(({ path }) => path);
      for (const start of ["/api/health", "/api/stripe", "/api/subscriptions", "/api/auth", "/api/products"]) {
        assert.ok(
          paths.some((path) => path.startsWith(start)),
          start,
        );
      }
      for (const status of [200, 401, 404, 429, 500]) {
        assert.ok(
          requestKinds.some((kind) => kind.status === status),
          String(status),
        );
      }
    });

    it("have no query, which the sampling rules would not see", () => {
      for (const { path } of requestKinds) assert.equal(new URL(path, "http://host").pathname, path);
    });
  });
});
