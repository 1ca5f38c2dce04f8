import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { startXRayLocal } from "@pmp/xray-local";
import { startReferenceApi } from "../../../local/embedded/reference-api.ts";

const module = join(import.meta.dirname, "..", "..", "..", "local", "embedded", "reference-api.ts");

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until the process has ended; fails when it goes on. */
async function hasEnded(pid: number): Promise<void> {
  for (const deadline = Date.now() + 15_000; runs(pid) && Date.now() < deadline;) await sleep(50);
  assert.ok(!runs(pid), "the API still runs");
}

describe("local/embedded/reference-api", function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "pmp-xray-api-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is traced under its service's name, whatever tracing the user's environment sets up, and leaves nothing", async () => {
    const local = await startXRayLocal({ agentPort: 0, otlpPort: false });
    const planFile = join(folder, "plan.json");
    writeFileSync(planFile, JSON.stringify({ rules: [] }));
    const env = { ...process.env, OTEL_SDK_DISABLED: "true", OTEL_SERVICE_NAME: "other", PMP_TRACING: "off" };
    const api = await startReferenceApi({ agentAddress: local.agentAddress, service: "pmp-api", planFile, env });
    try {
      const traced = new Promise<string>((resolve) => local.onTrace(({ service }) => resolve(service)));
      const response = await fetch(`${api.url}/api/products`, {
        headers: { "x-amzn-trace-id": "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1" },
      });
      assert.equal(response.status, 200);
      assert.equal(await traced, "pmp-api");
    } finally {
      await api.stop();
      await local.close();
    }
    assert.ok(!runs(api.pid));
  });

  it("says what it printed when it can't start", async () => {
    const options = { agentAddress: "127.0.0.1:1", service: "pmp-api", planFile: join(folder, "none.json") };
    const env = { ...process.env, NODE_OPTIONS: "--import=data:text/javascript,throw(new%20Error('no%20way'))" };
    await assert.rejects(startReferenceApi({ ...options, env }), /ended before it listened:\n[\s\S]*no way/);
  });

  it("ends when the process that started it is killed", async () => {
    const program =
      `const { startReferenceApi } = await import(${JSON.stringify(pathToFileURL(module).href)});` +
      `const api = await startReferenceApi({ agentAddress: "127.0.0.1:1", service: "pmp-api", planFile: "none" });` +
      `console.log("pid " + api.pid);`;
    const parent = spawn(process.execPath, ["--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let pid = 0;
    for await (const text of parent.stdout.setEncoding("utf8")) {
      pid = Number(/pid (\d+)/.exec(String(text))?.[1]);
      break;
    }
    const ended = once(parent, "exit");
    parent.kill("SIGKILL");
    await ended;
    await hasEnded(pid);
  });
});
