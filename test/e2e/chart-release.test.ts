import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { ensureTools } from "@pmp/tools";
import { bareCluster } from "./support/bare-cluster.ts";
import { assertAnswered, ChartCluster, release, type Sent } from "./support/chart-cluster.ts";
import { repository } from "./support/npm.ts";

const chart = join(repository, "charts", "pmp-xray");
const stage = join(chart, "values-staging.yaml");
const previous = join(repository, "test", "charts", "fixtures", "pmp-xray-0.3.0.tgz");

const podList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ deletionTimestamp: z.string().optional() }),
      spec: z.object({ containers: z.array(z.object({ args: z.unknown() })) }),
    }),
  ),
});

/**
 * The life of a release under steady traffic, from the version before to its removal, with both kinds of agent. The X-Ray
 * daemon's own image is not to be had here: both kinds run the image of the local collector, each in its own configuration. As
 * the daemon it is started with the daemon's arguments and reads the daemon's file (packages/tools/src/collector/daemon.go).
 */
describe("the chart's life in a real cluster", function () {
  this.timeout(300_000);
  let cluster: ChartCluster;
  /** Requests that were sent before each step, to tell what a step lost. */
  let counted = 0;

  before(async () => {
    const helm = (await ensureTools(["helm"])).tool("helm");
    cluster = new ChartCluster(await bareCluster(), helm);
    await cluster.prepare();
  });

  after(async () => {
    await cluster.dispose();
  });

  async function upgrade(...args: string[]): Promise<void> {
    const { ok, output } = await cluster.helm(
      "upgrade",
      release,
      chart,
      "--reset-then-reuse-values",
      "--wait",
      ...args,
    );
    assert.ok(ok, output);
  }

  /** What was sent since the last call. X-Ray gets a moment for the last ones. */
  async function sentSince(): Promise<readonly Sent[]> {
    const all = await cluster.sent();
    const since = all.slice(counted);
    counted = all.length;
    await sleep(5_000);
    return since;
  }

  async function assertNothingLost(): Promise<void> {
    const sent = await sentSince();
    assert.ok(sent.length >= 50, `only ${sent.length} requests were sent`);
    assertAnswered(sent);
    assert.deepEqual(await cluster.missing(sent), []);
  }

  /** How the agents were started that run and are to stay; every one of them is the same. */
  async function agentArgs(): Promise<unknown> {
    const pods = await cluster.inNamespace("get", "pods", "--selector", "app=xray-daemon", "--output", "json");
    const [first, ...others] = podList
      .parse(JSON.parse(pods))
      .items.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
      .map(({ spec }) => spec.containers[0]?.args);
    for (const other of others) assert.deepEqual(other, first);
    return first;
  }

  /** The commands that the notes of the release print. */
  async function notes(): Promise<readonly string[]> {
    const { ok, output } = await cluster.helm("get", "notes", release);
    assert.ok(ok, output);
    return [...output.matchAll(/^ {3}(\S.*)$/gm)].map(([, command]) => command!);
  }

  it("installs the version before", async () => {
    const values = ["-f", stage, "-f", cluster.values("before 0.4.0")];
    const { ok, output } = await cluster.helm("install", release, previous, ...values, "--wait");
    assert.ok(ok, output);
    await cluster.startTraffic();
    await sleep(5_000);
    await assertNothingLost();
  });

  it("would notice a lost trace", async () => {
    const lost = { traceId: "1-00000000-000000000000000000000000", outcome: "200" };
    assert.deepEqual(await cluster.missing([lost]), [lost.traceId]);
  });

  it("names the new values for the old ones, and changes nothing", async () => {
    const { ok, output } = await cluster.helm("upgrade", release, chart, "--reset-then-reuse-values");
    assert.ok(!ok);
    assert.match(output, /- agent\.images: is called agent\.image now/);
  });

  it("upgrades to this version, as UPGRADING.md says, with no failed request and no lost trace", async () => {
    const values = ["-f", stage, "-f", cluster.values("today")];
    const { ok, output } = await cluster.helm("upgrade", release, chart, ...values, "--wait");
    assert.ok(ok, output);
    await assertNothingLost();
  });

  it("passes helm test", async () => {
    const { ok, output } = await cluster.helm("test", release);
    assert.ok(ok, output);
    assert.match(output, /Phase:\s+Succeeded/);
  });

  it("rolls the agent with no failed request and no lost trace", async () => {
    await upgrade("--set", "agent.indexedAttributes={user_tier}");
    await assertNothingLost();
  });

  it("switches to the other kind of agent with no failed request and no lost trace", async () => {
    assert.deepEqual(await agentArgs(), ["--config=/etc/xray/collector.yaml"]);
    await upgrade("--set", "agent.kind=xrayDaemon");
    assert.deepEqual(await agentArgs(), ["-c", "/etc/xray/cfg.yaml", "-b", "0.0.0.0:2000", "-t", "0.0.0.0:2000"]);
    await assertNothingLost();
  });

  it("passes helm test with the other kind too", async () => {
    const { ok, output } = await cluster.helm("test", release);
    assert.ok(ok, output);
  });

  it("refuses a wrong value with a readable message, and changes nothing", async () => {
    const { ok, output } = await cluster.helm(
      "upgrade",
      release,
      chart,
      "--reset-then-reuse-values",
      "--set",
      "agent.bufferMB=500",
    );
    assert.ok(!ok);
    assert.match(output, /agent\.bufferMB: 500 is more than half of agent\.resources\.limits\.memory/);
  });

  it("traces again after the agent was killed, and never fails a request", async () => {
    await cluster.inNamespace("delete", "pod", "--selector", "app=xray-daemon", "--grace-period=0", "--force");
    await cluster.inNamespace("rollout", "status", "daemonset/xray-daemon", "--timeout=120s");
    await sleep(3_000);
    assertAnswered(await sentSince());
    await assertNothingLost();
  });

  it("the commands that its notes print work as they are printed", async () => {
    const printed = await notes();
    const waiting = printed.filter((line) => /rollout status|^helm test|logs -l/.test(line));
    assert.equal(waiting.length, 4);
    for (const command of waiting) {
      const { ok, output } = await cluster.shell(command);
      assert.ok(ok, `${command}\n${output}`);
    }
    const programs = printed.filter((line) => line.startsWith("npx --no-install pmp-xray "));
    assert.deepEqual(
      programs.map((line) => line.split(" ")[3]),
      ["verify", "doctor"],
    );
    // What they report needs an AWS account; that they can be typed as they are does not.
    for (const command of programs) {
      const { ok, output } = await cluster.shell(`${command} --list`);
      assert.ok(ok, `${command}\n${output}`);
      assert.match(output, /agent/);
    }
  });

  it("the one line of the notes switches to the collector, with no failed request and no lost trace", async () => {
    const line = (await notes()).find((command) => command.includes("--set agent.kind=otelCollector"));
    const { ok, output } = await cluster.shell(line!);
    assert.ok(ok, output);
    await cluster.inNamespace("rollout", "status", "daemonset/xray-daemon", "--timeout=120s");
    assert.deepEqual(await agentArgs(), ["--config=/etc/xray/collector.yaml"]);
    await assertNothingLost();
    assert.ok(!(await notes()).some((command) => command.includes("agent.kind=otelCollector")), "nothing to switch");
  });

  it("rolls back to the version before, and its kind of agent, with no failed request and no lost trace", async () => {
    const { ok, output } = await cluster.helm("rollback", release, "1", "--wait");
    assert.ok(ok, output);
    assert.deepEqual(await agentArgs(), ["--config=/etc/xray/collector.yaml"]);
    await assertNothingLost();
  });

  it("moves the agent into the API's pods, as on Fargate, with no failed request, and traces again", async () => {
    // The rollback brought back the values' old names, too.
    const values = ["-f", stage, "-f", cluster.values("today")];
    const sidecar = ["--set", "agent.mode=sidecar", "--set", "agent.kind=xrayDaemon"];
    const upgraded = await cluster.helm("upgrade", release, chart, ...values, ...sidecar, "--wait");
    assert.ok(upgraded.ok, upgraded.output);
    const daemonsets = await cluster.inNamespace("get", "daemonset,service", "--output", "name");
    assert.deepEqual(
      daemonsets.split("\n").filter((name) => name !== ""),
      ["service/pmp-api"],
    );
    // Pods of the API that were not replaced yet had no agent any more: UPGRADING.md says so.
    assertAnswered(await sentSince());
    await assertNothingLost();
    const { ok, output } = await cluster.helm("test", release);
    assert.ok(ok, output);
  });

  it("leaves nothing when it is uninstalled", async () => {
    await cluster.inNamespace("delete", "pod", "traffic");
    const { ok, output } = await cluster.helm("uninstall", release, "--wait");
    assert.ok(ok, output);
    // Helm waits for its own objects; their pods end a little later.
    await cluster.inNamespace("wait", "--for=delete", "pod", "--all", "--timeout=60s");
    assert.deepEqual(await cluster.objects(), []);
  });
});
