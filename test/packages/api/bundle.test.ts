import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "../../../packages/api/bundle.mjs";
import { buildPackage } from "../tracing/support/built.ts";
import { FakeAgent, rule } from "../tracing/support/fake-agent.ts";
import { at, call } from "../tracing/support/traced.ts";

/** A user without any right; only root can become it. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

describe("the API's bundle", () => {
  const directory = mkdtempSync(join(tmpdir(), "pmp-api-"));
  let agent: FakeAgent;
  let api: ChildProcess;
  let port: number;

  before(buildPackage);
  before(async () => {
    await bundle(join(directory, "api.cjs"));
    for (const file of readdirSync(directory)) chmodSync(join(directory, file), 0o444);
    chmodSync(directory, 0o555);
    agent = await FakeAgent.start();
    agent.rules = [rule("everything")];
    api = spawn(process.execPath, [join(directory, "api.cjs")], {
      ...NOBODY,
      cwd: "/",
      env: {
        PORT: "0",
        AWS_XRAY_DAEMON_ADDRESS: agent.address,
        OTEL_SERVICE_NAME: "pmp-api",
        OTEL_RESOURCE_ATTRIBUTES: "cloud.platform=aws_eks",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for await (const data of api.stdout ?? []) {
      said += String(data);
      const match = /port (\d+)/.exec(said);
      if (!match) continue;
      port = Number(match[1]);
      break;
    }
    await agent.until("the rules", () => agent.calls.length > 0);
  });
  after(() => {
    api.kill("SIGKILL");
    agent.close();
    chmodSync(directory, 0o755);
    rmSync(directory, { recursive: true });
  });

  it("runs with nothing but Node, in a directory it can't write to, and is traced", async () => {
    const found = (url: string): Record<string, unknown> | undefined =>
      agent.documents.find((document) => String(at(document, "http", "request", "url")).endsWith(url));
    // The first requests may come before the rules have been read.
    while (!found("/api/products/2")) {
      await call(port, { path: "/api/products/2" });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.equal(found("/api/products/2")?.origin, "AWS::EKS::Container");
    await call(port, { path: "/api/fail" });
    await agent.until("the failed request", () => found("/api/fail") !== undefined);
    assert.equal(found("/api/fail")?.fault, true);
    assert.equal(at(found("/api/fail"), "cause", "exceptions", 0, "message"), "This route fails on purpose");
    await call(port, { path: "/api/throttle" });
    await agent.until("the throttled request", () => found("/api/throttle") !== undefined);
    assert.equal(found("/api/throttle")?.throttle, true);
  });

  it("sends none of what a client posts", async () => {
    const before = agent.documents.length;
    const body = JSON.stringify({ user: "demo", password: "swordfish-17" });
    await call(port, {
      method: "POST",
      path: "/api/auth/login?password=swordfish-17",
      headers: { "content-type": "application/json" },
      body,
    });
    await agent.until("its segment", () => agent.documents.length > before);
    assert.doesNotMatch(agent.datagrams.join(), /swordfish/);
  });

  it("ends with 0 at SIGTERM, with its last segment sent", async () => {
    const before = agent.documents.length;
    await call(port, { path: "/api/health", headers: { connection: "close" } });
    api.kill("SIGTERM");
    const [code] = (await once(api, "close")) as [number];
    assert.equal(code, 0);
    await agent.until("the last segment", () => agent.documents.length > before);
  });
});
