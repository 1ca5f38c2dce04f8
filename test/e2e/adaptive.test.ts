import assert from "node:assert/strict";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startXRayLocal, type XRayLocal } from "@pmp/xray-local";
import { send } from "./support/adaptive/load.mjs";
import { measureAll, type Load, type Row } from "./support/adaptive/measure.ts";
import { BOOSTED, CAPTURING, envOf, rulesOf, VARIANTS, type Variant } from "./support/adaptive/variants.ts";
import { repository } from "./support/npm.ts";

/** Short, so that it may run in CI: the long form is test/e2e/adaptive-cluster.test.ts. */
const PLAN = { requests: 3_000, seconds: 60, bursts: 2, burstSeconds: 25, faults: 15 };
/** The last reports come within ten seconds of the last request. */
const PATIENCE_MS = 30_000;

describe("adaptive sampling of processes, with the local X-Ray", function () {
  this.timeout(180_000);
  let xray: XRayLocal;
  const children: ChildProcess[] = [];
  let rows: Readonly<Record<Variant, Row>>;

  before("a minute of requests with two bursts of faults", async () => {
    xray = await startXRayLocal({ agentPort: 0, otlpPort: false, rules: rulesOf(1) });
    const services = Object.fromEntries(
      await Promise.all(VARIANTS.map(async (name) => [name, await start(name)] as const)),
    );
    const load: Load = { plan: PLAN, ...(await send(PLAN, services)) };
    const read = async (path: string): Promise<unknown> => (await fetch(xray.apiUrl + path)).json();
    rows = await measureAll(load, read, PATIENCE_MS);
  });

  after(async () => {
    for (const child of children) {
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    }
    await xray.close();
  });

  /** Starts a service, and waits until it has its rules. */
  async function start(name: Variant): Promise<{ fine: string; fault: string }> {
    const child = fork(join(import.meta.dirname, "fixtures", "node-service.cjs"), {
      execArgv: ["--require", join(repository, "packages", "tracing", "dist", "register.cjs")],
      env: { PATH: process.env.PATH, AWS_XRAY_DAEMON_ADDRESS: xray.agentAddress, ...envOf(name) },
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    children.push(child);
    const [port] = (await once(child, "message")) as [number];
    const url = `http://127.0.0.1:${port}/status`;
    // Before it has rules, the built-in plan decides, and X-Ray is not told of the request.
    const matched = async (): Promise<number> => {
      const { rules } = (await (await fetch(`${xray.apiUrl}/local/sampling`)).json()) as { rules: Row["rule"][] };
      return rules.find(({ rule }) => rule.RuleName === name)?.matched ?? 0;
    };
    while ((await matched()) === 0) {
      await fetch(`${url}/204`);
      await sleep(100);
    }
    return { fine: `${url}/200`, fault: `${url}/500` };
  }

  it("serves all of them the same", () => {
    const served = { answered: PLAN.requests, faults: PLAN.bursts * PLAN.faults, failed: 0 };
    for (const name of VARIANTS) assert.deepEqual(rows[name].served, served);
  });

  it("captures every fault that is not sampled", () => {
    for (const name of VARIANTS) {
      const { seen, captured } = rows[name];
      if (CAPTURING.includes(name)) assert.deepEqual([seen, captured > 0], [PLAN.bursts * PLAN.faults, true], name);
      else assert.equal(captured, 0, name);
    }
  });

  it("boosts while faults are reported, and records more then", () => {
    for (const name of BOOSTED) {
      const { rule, recorded } = rows[name];
      assert.ok((rule.adaptive?.boosts ?? 0) >= 1);
      assert.equal(rule.adaptive?.anomalies, PLAN.bursts * PLAN.faults);
      // 300 without a boost, some 600 with one: no chance makes up for that.
      assert.ok(recorded > rows["adaptive-plain"].recorded + 50, String(recorded));
    }
    assert.equal(rows["adaptive-plain"].rule.adaptive, undefined);
    assert.equal(rows["adaptive-capture"].rule.adaptive?.boosts, 0);
  });

  it("raises no alarm by captured traces, which would raise one if they counted", () => {
    const { alarms, shares } = rows["adaptive-capture"];
    assert.deepEqual(alarms, { deployed: 0, counted: 1 }, JSON.stringify(shares));
  });
});
