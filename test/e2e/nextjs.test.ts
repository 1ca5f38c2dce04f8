import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { FakeAgent, freePort, rule, type JsonObject } from "../packages/tracing/support/fake-agent.ts";
import { at, call } from "../packages/tracing/support/traced.ts";
import { cache, repository } from "./support/npm.ts";

const FIXTURE = join(import.meta.dirname, "fixtures/nextjs");
const BROWSER = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
const BROWSER_TRACE = "1-0af76519-16cd43dd8448eb211c80319c";

/**
 * A real Next.js app, set up as docs/nextjs.md says, that calls the reference API: both send to an agent on loopback. It
 * is not part of `npm run e2e`, because Next.js is half a gigabyte to install: `npm run e2e:nextjs`.
 */
describe("Next.js", function () {
  this.timeout(15 * 60_000);
  const app = join(cache, "nextjs");
  const children: ChildProcess[] = [];
  let agent: FakeAgent;
  let web: ChildProcess;
  let port: number;

  before("install and build the app, with the package as it is shipped", async () => {
    mkdirSync(app, { recursive: true });
    for (const name of readdirSync(app)) if (name !== "node_modules") rmSync(join(app, name), { recursive: true });
    cpSync(FIXTURE, app, { recursive: true });
    await execa("npm", ["run", "build", "--workspace", "packages/tracing"], { cwd: repository });
    await execa("npm", ["pack", "--workspace", "packages/tracing", "--pack-destination", app], { cwd: repository });
    const [tarball = ""] = readdirSync(app).filter((name) => name.endsWith(".tgz"));
    await execa("npm", ["install", "--no-audit", "--no-fund", `./${tarball}`], { cwd: app });
    await execa("npm", ["run", "build"], { cwd: app, env: { NEXT_TELEMETRY_DISABLED: "1" } });
  });

  before("start the API and the app", async () => {
    agent = await FakeAgent.start();
    agent.rules = [rule("all")];
    const [apiPort, webPort] = [await freePort(), await freePort()];
    const env = { PATH: process.env.PATH, AWS_XRAY_DAEMON_ADDRESS: agent.address, NEXT_TELEMETRY_DISABLED: "1" };
    start(join(repository, "packages/api/src/main.ts"), [], {
      ...env,
      PORT: String(apiPort),
      OTEL_SERVICE_NAME: "pmp-api",
    });
    web = start(join(app, "node_modules/next/dist/bin/next"), ["start", "--port", String(webPort)], {
      ...env,
      API_URL: `http://127.0.0.1:${apiPort}`,
      OTEL_SERVICE_NAME: "pmp-web",
    });
    port = webPort;
    await ready(apiPort);
    await ready(webPort);
    await agent.until("the rules, for both", () => agent.calls.length >= 2);
  });

  after(async () => {
    for (const child of children) {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, "close") : undefined;
      child.kill("SIGKILL");
      await ended;
    }
    agent.close();
  });

  function start(file: string, args: string[], env: NodeJS.ProcessEnv): ChildProcess {
    const child = spawn(process.execPath, [file, ...args], { cwd: app, env, stdio: ["ignore", "inherit", "inherit"] });
    children.push(child);
    return child;
  }

  async function ready(at: number): Promise<void> {
    const unsampled = { "x-amzn-trace-id": "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0" };
    for (;;) {
      const answered = await call(at, { path: "/api/health", headers: unsampled }).catch(() => undefined);
      if (answered) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  interface Chain {
    web: JsonObject;
    calling: JsonObject;
    api: JsonObject;
    all: JsonObject[];
  }

  /**
   * What came, without what Next.js loads at its start and nobody asked for: such a module is a trace of its own, whose root
   * has no request.
   */
  function ofRequests(): JsonObject[] {
    const loads = agent.documents.filter((document) => !("type" in document) && !("http" in document));
    const ids = new Set(loads.map(({ trace_id }) => trace_id));
    return agent.documents.filter(({ trace_id }) => !ids.has(trace_id));
  }

  /** The documents of the one trace that this request makes: the web's segment, its call, and the API's segment. */
  async function chainOf(path: string, headers: Record<string, string> = {}): Promise<Chain> {
    agent.documents.length = 0;
    const { status } = await call(port, { path, headers });
    assert.equal(status, 200);
    const segment = (name: string): JsonObject | undefined =>
      ofRequests().find((document) => document.name === name && !("type" in document));
    // Next.js ends its own span of the request after the segment. Without it, it would come in the middle of the next test.
    const own = (): boolean => agent.documents.some(({ name }) => name === `GET ${path}`);
    await agent.until("both segments, and Next.js's own span", () => {
      return segment("pmp-web") !== undefined && segment("pmp-api") !== undefined && own();
    });
    const all = ofRequests();
    const api = segment("pmp-api");
    const calling = all.find(({ id }) => id === api?.parent_id);
    const web = segment("pmp-web");
    assert.ok(api && web && calling, JSON.stringify(all));
    return { web, calling, api, all };
  }

  it("a page that is rendered on the server and the API that it calls are one trace", async () => {
    const { web, calling, api, all } = await chainOf("/");
    assert.deepEqual(new Set(all.map(({ trace_id }) => trace_id)), new Set([web.trace_id]));
    assert.equal(calling.type, "subsegment");
    assert.equal(calling.namespace, "remote");
    assert.match(String(at(calling, "http", "request", "url")), /\/api\/products$/);
    assert.match(String(at(web, "http", "request", "url")), /\/$/);
    assert.equal(at(api, "metadata", "default", "http.route"), "/api/products");
    assert.equal("parent_id" in web, false);
    assert.deepEqual(web.annotations, { page: "products" });
  });

  it("is one segment and one call, so that X-Ray counts each once; what Next.js itself does is work inside", async () => {
    const { web, calling, all } = await chainOf("/");
    assert.equal(all.filter((document) => document.name === "pmp-web" && !("type" in document)).length, 1);
    assert.deepEqual(
      all.filter(({ namespace }) => namespace === "remote"),
      [calling],
    );
    const inside = all.filter(({ name }) => name === "GET /" || name === "render route _app_ /");
    assert.equal(inside.length, 2);
    assert.ok(inside.some(({ parent_id }) => parent_id === web.id));
  });

  it("a trace that the browser began goes on through both", async () => {
    const { web, api } = await chainOf("/", { traceparent: `00-${BROWSER.traceId}-${BROWSER.spanId}-01` });
    assert.equal(web.trace_id, BROWSER_TRACE);
    assert.equal(web.parent_id, BROWSER.spanId);
    assert.equal(api.trace_id, BROWSER_TRACE);
  });

  it("a browser that decided against recording is obeyed by both", async () => {
    agent.documents.length = 0;
    await call(port, { path: "/", headers: { traceparent: `00-${BROWSER.traceId}-${BROWSER.spanId}-00` } });
    await chainOf("/");
    assert.ok(agent.documents.every(({ trace_id }) => trace_id !== BROWSER_TRACE));
  });

  it("a route handler's annotation is on the web's segment, and the API's fault in the same trace", async () => {
    const { web, calling, api } = await chainOf("/orders");
    assert.deepEqual(web.annotations, { tier: "gold" });
    assert.equal(calling.fault, true);
    assert.equal(api.fault, true);
    assert.equal(api.trace_id, web.trace_id);
  });

  it("loses nothing when it ends", async () => {
    agent.documents.length = 0;
    await call(port, { path: "/", headers: { connection: "close" } });
    const ended = once(web, "close");
    web.kill("SIGTERM");
    await ended;
    await agent.until("its segment", () => agent.documents.some(({ name }) => name === "pmp-web"));
  });
});
