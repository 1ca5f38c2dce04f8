import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createApp } from "../../../packages/api/src/app.ts";
import { portFrom } from "../../../packages/api/src/port.ts";

describe("reference API", () => {
  let server: Server;
  let base: string;
  let ending = false;
  before(async () => {
    server = createServer(createApp({ isEnding: () => ending })).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    base = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  });
  after(() => server.close());

  const post = (body: unknown): RequestInit => ({
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const demo = { user: "demo", password: "demo-password" };

  const answers: [string, RequestInit, number, object][] = [
    ["/api/health", {}, 200, { status: "ok" }],
    [
      "/api/stripe/charges",
      {},
      200,
      {
        charges: [
          { id: "ch_1", amount: 450, currency: "usd" },
          { id: "ch_2", amount: 370, currency: "usd" },
        ],
      },
    ],
    ["/api/stripe/webhook", post({ type: "charge.succeeded" }), 200, { received: true }],
    ["/api/stripe/webhook", post([]), 200, { received: true }],
    ["/api/subscriptions/1", {}, 200, { id: "1", plan: "basic", status: "active" }],
    ["/api/subscriptions/9", {}, 404, { error: "no such subscription" }],
    ["/api/products/2", {}, 200, { id: "2", name: "Pencil", price: 120 }],
    ["/api/products/9", {}, 404, { error: "no such product" }],
    ["/api/auth/login", post({ ...demo, password: "wrong" }), 401, { error: "wrong user or password" }],
    ["/api/auth/login", post({ ...demo, user: "other" }), 401, { error: "wrong user or password" }],
    ["/api/auth/login", post({ user: 1 }), 401, { error: "wrong user or password" }],
    ["/api/auth/login", { method: "POST" }, 401, { error: "wrong user or password" }],
    ["/api/auth/login", post("{"), 400, { error: "bad request" }],
    ["/api/auth/login", post({ text: "x".repeat(200_000) }), 413, { error: "bad request" }],
    ["/api/auth/session", {}, 200, { authenticated: false }],
    ["/api/auth/session", { headers: { authorization: "Bearer nonsense" } }, 200, { authenticated: false }],
    ["/api/throttle", {}, 429, { error: "too many requests" }],
    ["/api/fail", {}, 500, { error: "internal error" }],
    ["/nowhere", {}, 404, { error: "not found" }],
  ];
  for (const [path, init, status, body] of answers) {
    it(`${init.method ?? "GET"} ${path} answers ${status}`, async () => {
      const response = await fetch(base + path, init);
      assert.equal(response.status, status);
      assert.deepEqual(await response.json(), body);
    });
  }

  it("gives a session to who logs in", async () => {
    const login = await fetch(`${base}/api/auth/login`, post(demo));
    assert.equal(login.status, 200);
    const { token } = (await login.json()) as { token: string };
    const session = await fetch(`${base}/api/auth/session`, { headers: { authorization: `Bearer ${token}` } });
    assert.deepEqual(await session.json(), { authenticated: true, user: "demo" });
  });

  it("says in its health that it is ending", async () => {
    ending = true;
    const response = await fetch(`${base}/api/health`);
    ending = false;
    assert.equal(response.status, 503);
  });

  it("takes a port from 0 to 65535 and refuses anything else in words", () => {
    assert.equal(portFrom(undefined), 3001);
    assert.equal(portFrom(""), 3001);
    assert.equal(portFrom("0"), 0);
    assert.equal(portFrom("8080"), 8080);
    for (const value of ["-1", "65536", "1.5", "http"]) {
      assert.throws(() => portFrom(value), new RegExp(`PORT is "${value}"; it must be a whole number from 0 to 65535`));
    }
  });
});
