import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { Ready } from "../../local/bring-up.ts";
import { bareCluster } from "./support/bare-cluster.ts";
import { cache, npmRun } from "./support/npm.ts";

/** Stands for a cluster of the user's own: a node without a stack on it. Its emulator stands for one that runs already. */
describe("npm start -- --context", function () {
  this.timeout(300_000);
  let cluster: Ready;
  let otherCache: string;
  let env: Record<string, string>;
  let context: string[];

  before(async () => {
    cluster = await bareCluster();
    // A cache of its own, because a cache holds one cluster; the tools are the same.
    otherCache = mkdtempSync(join(tmpdir(), "pmp-xray-e2e-"));
    mkdirSync(otherCache, { recursive: true });
    symlinkSync(join(cache, "tools"), join(otherCache, "tools"));
    const { kubeconfig, emulatorUrl, emulatorUrlInCluster } = cluster.state.access;
    env = { PMP_XRAY_CACHE: otherCache, KUBECONFIG: kubeconfig };
    const { api, agent } = cluster.settings;
    assert.ok(agent.image !== undefined && "tag" in agent.image);
    context = [
      ...["--context", "pmp-xray-local", "--api-port", "3002"],
      ...["--api-image", `${api.image.repository}:${api.image.tag}`],
      ...["--agent-image", `${agent.image.repository}:${agent.image.tag}`],
      ...["--emulator", emulatorUrl, "--emulator-in-cluster", emulatorUrlInCluster],
    ];
  });

  after(async () => {
    await npmRun("stop", [], env);
    rmSync(otherCache, { recursive: true, force: true });
  });

  const kubectl = async (...args: string[]) => {
    const { kubectl: program, kubeconfig } = cluster.state.access;
    return (await execa(program, ["--kubeconfig", kubeconfig, ...args], { reject: false })).stdout;
  };

  it("names the contexts that there are when it is given another", async () => {
    const wrong = context.map((arg) => (arg === "pmp-xray-local" ? "somewhere-else" : arg));
    const result = await npmRun("start", wrong, env);
    assert.equal(result.exitCode, 2, result.all);
    assert.match(result.all, /no context somewhere-else in your kubeconfig\. It has: pmp-xray-local/);
  });

  it("refuses a namespace that is somebody else's, and leaves it alone", async () => {
    await kubectl("create", "namespace", "pmp");
    const result = await npmRun("start", context, env);
    assert.equal(result.exitCode, 2, result.all);
    assert.match(result.all, /has a namespace pmp that no run of this project is in charge of/);
    assert.match(await kubectl("get", "namespace", "pmp"), /Active/);
    await kubectl("delete", "namespace", "pmp", "--timeout", "60s");
  });

  it("deploys to that cluster, proves it, and removes exactly what it deployed", async () => {
    const started = await npmRun("start", context, env);
    assert.equal(started.exitCode, 0, started.all);
    assert.match(started.stdout, /Using the cluster of context pmp-xray-local/);
    assert.match(started.stdout, /Proven:/);
    const stopped = await npmRun("stop", [], env);
    assert.equal(stopped.exitCode, 0, stopped.all);
    assert.equal(await kubectl("get", "namespace", "pmp", "--ignore-not-found"), "");
    assert.match(await kubectl("get", "nodes"), / Ready /);
  });
});
