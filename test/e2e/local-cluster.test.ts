import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureTools } from "@pmp/tools";
import { clusterPaths } from "../../local/paths.ts";
import { readState } from "../../local/cluster/state.ts";
import type { Proof } from "../../local/proof/proof.ts";
import { endSharedCluster } from "./support/bare-cluster.ts";
import { doctorSuite } from "./support/doctor-suite.ts";
import { lookAtMachine, type Machine } from "./support/machine.ts";
import { cache, npmRun, startProcess } from "./support/npm.ts";
import { portOptions } from "./support/ports.ts";
import { runShop, segmentsOf, type Segment } from "./support/shop.ts";
import { access, changedStackFile, kubectl, startAndProve } from "./support/local-cluster.ts";

/** Recorded and sent per path, in the order of the table. */
function counts(proof: Proof, path: string): { sent: number; recorded: number } {
  const rows = proof.rows.filter((row) => row.path === path);
  assert.ok(rows.length > 0, `the proof has a line for ${path}`);
  return {
    sent: rows.reduce((sum, row) => sum + row.sent, 0),
    recorded: rows.reduce((sum, row) => sum + row.recorded, 0),
  };
}

interface Exception {
  type?: string;
  message?: string;
  stack?: { path: string }[];
}

function urlOf({ http }: Segment): string {
  const { request } = (http ?? {}) as { request?: { url?: string } };
  return request?.url ?? "";
}

describe("the local cluster", function () {
  this.timeout(300_000);
  let iptablesSave: string;
  let untouched: Machine;
  const temporary: string[] = [];

  function stackFile(change: (config: Record<string, unknown>) => void): string {
    const file = changedStackFile(change);
    temporary.push(dirname(file));
    return file;
  }

  // This suite starts and kills clusters of its own.
  before("tools, and a picture of the machine", async function () {
    // A cold machine compiles its tools here.
    this.timeout(75 * 60_000);
    iptablesSave = (await ensureTools(["iptables"])).file("iptables", "iptables-save");
    await endSharedCluster();
    await npmRun("stop");
    untouched = await lookAtMachine(iptablesSave);
  });

  after(async () => {
    await npmRun("stop");
    for (const dir of temporary) rmSync(dir, { recursive: true, force: true });
  });

  describe("npm start", () => {
    let proof: Proof;

    before(async () => {
      proof = await startAndProve();
    });

    it("records every request of the critical paths, and no more of the others than their rules say", () => {
      for (const path of ["/api/stripe/charges", "/api/stripe/webhook", "/api/subscriptions", "/api/auth/login"]) {
        const { sent, recorded } = counts(proof, path);
        assert.ok(sent >= 20);
        assert.equal(recorded, sent, path);
      }
      const ordinary = counts(proof, "/api/products");
      assert.ok(ordinary.sent >= 200);
      // 10 %: outside a fifth of it and twice it, chance would be below one in a million.
      assert.ok(
        ordinary.recorded > ordinary.sent * 0.02 && ordinary.recorded < ordinary.sent * 0.25,
        String(ordinary.recorded),
      );
      assert.ok(counts(proof, "/api/health").recorded <= 10);
    });

    it("marks each failed request as a fault", () => {
      const failing = proof.rows.find((row) => row.path === "/api/fail");
      assert.ok(failing !== undefined && failing.recorded === failing.sent && failing.faults === failing.sent);
    });

    it("evaluates the critical rules before the catch-all, and the catch-all before Default", () => {
      const names = proof.rules.map((rule) => rule.RuleName);
      const catchAll = names.indexOf("pmp-api-default-traffic");
      for (const name of ["pmp-api-stripe", "pmp-api-subscriptions", "pmp-api-auth", "pmp-api-health"]) {
        assert.ok(names.includes(name) && names.indexOf(name) < catchAll, name);
      }
      assert.equal(names.at(-1), "Default");
    });

    it("gives the agent's role to the agent's service account alone", () => {
      assert.deepEqual(
        proof.identity.map(({ accepted }) => accepted),
        [true, false, false, false],
      );
    });

    it("has no static AWS key in any pod", async () => {
      const { stdout } = await kubectl("get", "pods", "--all-namespaces", "--output", "json");
      assert.match(stdout, /AWS_WEB_IDENTITY_TOKEN_FILE/);
      assert.doesNotMatch(stdout, /AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY/);
      const config = await kubectl("get", "configmaps,secrets", "--output", "json");
      assert.doesNotMatch(config.stdout, /aws_access_key_id|AWS_ACCESS_KEY_ID/);
    });

    it("refuses a pod that is not restricted", async () => {
      const { exitCode, stderr } = await kubectl(
        "run",
        "careless",
        "--image",
        "pmp-xray.local/pause:1",
        "--dry-run=server",
      );
      assert.notEqual(exitCode, 0);
      assert.match(stderr, /violates PodSecurity "restricted/);
    });

    it("listens on loopback only", async () => {
      const { apiUrl, emulatorUrl } = access();
      for (const url of [apiUrl, emulatorUrl]) assert.equal(new URL(url).hostname, "127.0.0.1");
      assert.deepEqual((await lookAtMachine(iptablesSave)).interfaces, untouched.interfaces);
      assert.deepEqual((await lookAtMachine(iptablesSave)).firewall, untouched.firewall);
    });
  });

  // mocha runs a suite's own tests before its inner suites: stages that follow each other are suites beside each other.
  describe("a service in a pod that calls the API", () => {
    let trace: Segment[];
    const one = (name: string, part: (segment: Segment) => boolean): Segment => {
      const found = trace.filter((segment) => segment.name === name && part(segment));
      assert.equal(found.length, 1, JSON.stringify(trace));
      return found[0]!;
    };
    const isSegment = ({ type }: Segment): boolean => type !== "subsegment";
    const callTo = (path: string) => (segment: Segment) => urlOf(segment).endsWith(path);

    before(async () => {
      // Its own segment, its two calls, and the API's segment of each.
      trace = await segmentsOf(await runShop(), 5);
    });

    it("is one trace with the API, through the agent and X-Ray: remote subsegments and whom they reached", () => {
      const shop = one("pmp-shop", isSegment);
      for (const path of ["/api/subscriptions/2", "/api/fail"]) {
        const calling = one("pmp-api.pmp.svc.cluster.local", callTo(path));
        assert.equal(calling.type, "subsegment");
        assert.equal(calling.namespace, "remote");
        assert.equal(calling.parent_id, shop.id);
        assert.equal(one("pmp-api", callTo(path)).parent_id, calling.id);
      }
      assert.equal(trace.length, 5);
    });

    it("has its annotations and its user, and so has the API", () => {
      const shop = one("pmp-shop", isSegment);
      assert.deepEqual(shop.annotations, { tier: "gold", items: 3 });
      assert.equal(shop.user, "user-17");
      assert.deepEqual(one("pmp-api", callTo("/2")).annotations, { "subscription.plan": "pro" });
    });

    it("has the error that its handler threw as a fault with type, message and frames, and so has the API", () => {
      const errors: [Segment, string, string, string][] = [
        [one("pmp-shop", isSegment), "TypeError", "out of stock: password=[redacted]", "shop.cjs"],
        [one("pmp-api", callTo("/fail")), "Error", "This route fails on purpose", "/app/main.cjs"],
      ];
      for (const [segment, type, message, file] of errors) {
        assert.equal(segment.fault, true);
        const { exceptions } = segment.cause as { exceptions: Exception[] };
        assert.deepEqual([exceptions[0]?.type, exceptions[0]?.message], [type, message]);
        assert.ok(exceptions[0]?.stack?.[0]?.path.endsWith(file), JSON.stringify(exceptions));
      }
      assert.equal(one("pmp-api.pmp.svc.cluster.local", callTo("/fail")).fault, true);
    });

    it("has sent no secret, wherever it was", () => {
      assert.doesNotMatch(JSON.stringify(trace), /hunter2/);
    });
  });

  describe("pmp-xray verify and doctor", doctorSuite);

  describe("a cluster that runs", () => {
    it("changes nothing when it is started again", async () => {
      // Without --full: first the embedded proof, then, as all tools are installed, the cluster.
      const result = await npmRun("start");
      assert.equal(result.exitCode, 0, result.all);
      assert.match(result.stdout, /X-Ray runs in this process/);
      assert.match(result.stdout, /resources: \d+ same\n/);
    });

    it("upgrades with a changed value: half of the traffic, and a second pod", async () => {
      const file = stackFile((config) => {
        config["pmp-xray:sampling"] = { ...(config["pmp-xray:sampling"] as object), preset: "staging" };
        config["pmp-xray:api"] = { ...(config["pmp-xray:api"] as object), replicas: 2 };
      });
      const proof = await startAndProve("--stack-file", file);
      const rule = proof.rules.find(({ RuleName }) => RuleName === "pmp-api-default-traffic");
      assert.equal(rule?.FixedRate, 0.5);
      const { sent, recorded } = counts(proof, "/api/products");
      assert.ok(recorded > sent * 0.3 && recorded < sent * 0.7, `${String(recorded)} of ${String(sent)}`);
      const { stdout } = await kubectl("get", "deployment", "pmp-api", "--output", "jsonpath={.status.readyReplicas}");
      assert.equal(stdout, "2");
    });

    it("refuses wrong values, all at once, before anything is changed", async () => {
      const resources = (
        await kubectl("get", "configmap", "pmp-api-sampling", "--output", "jsonpath={.metadata.resourceVersion}")
      ).stdout;
      const file = stackFile((config) => {
        config["pmp-xray:alarms"] = { faultRatePercent: 500 };
        config["pmp-xray:colour"] = "blue";
      });
      const result = await npmRun("start", ["--stack-file", file]);
      assert.equal(result.exitCode, 2);
      assert.match(result.all, /pmp-xray:alarms\.faultRatePercent = 500/);
      assert.match(result.all, /pmp-xray:colour/);
      const after = (
        await kubectl("get", "configmap", "pmp-api-sampling", "--output", "jsonpath={.metadata.resourceVersion}")
      ).stdout;
      assert.equal(after, resources);
    });

    it("says where the chain broke when traces are missing", async () => {
      const away = { spec: { template: { spec: { nodeSelector: { "no-such": "node" } } } } };
      await kubectl("patch", "daemonset", "xray-daemon", "--patch", JSON.stringify(away));
      await kubectl(
        "wait",
        "pods",
        "--selector",
        "app.kubernetes.io/name=xray-daemon",
        "--for",
        "delete",
        "--timeout",
        "60s",
      );
      const result = await npmRun("start", ["--full"]);
      assert.equal(result.exitCode, 1, result.all);
      assert.match(result.all, /GET \/api\/subscriptions: 40 of 40 traces are missing/);
      assert.match(
        result.all,
        /agent \(agent-where-the-api-runs\): No agent is ready on node1, where pods of the API run/,
      );
    });

    it("takes everything with it when its supervisor is killed, and starts again", async () => {
      const state = readState(clusterPaths(cache));
      assert.ok(state !== undefined);
      process.kill(state.supervisor.pid, "SIGKILL");
      for (let tries = 0; tries < 50 && (await lookAtMachine(iptablesSave)).processes.length > 0; tries += 1) {
        await sleep(200);
      }
      assert.deepEqual((await lookAtMachine(iptablesSave)).processes, []);
      const proof = await startAndProve();
      assert.deepEqual(proof.problems, []);
    });

    it("leaves nothing behind after npm stop", async () => {
      const result = await npmRun("stop");
      assert.equal(result.exitCode, 0, result.all);
      assert.match(result.stdout, /Destroying the stack/);
      assert.doesNotMatch(result.stdout, /could not destroy/);
      assert.deepEqual(await lookAtMachine(iptablesSave), untouched);
      assert.equal((await npmRun("status")).exitCode, 1);
    });
  });

  describe("no cluster", () => {
    it("leaves nothing behind after Ctrl-C in the middle of a start", async () => {
      const { child } = await startProcess();
      let output = "";
      for await (const line of child) {
        output += `${line}\n`;
        if (line.includes("Deploying the stack")) child.kill("SIGINT");
      }
      const result = await child;
      assert.equal(result.exitCode, 130, output);
      assert.deepEqual(await lookAtMachine(iptablesSave), untouched);
    });

    it("says which port is taken, and starts nothing", async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      try {
        const options = (await portOptions()).map((option, at, all) =>
          all[at - 1] === "--emulator-port" ? String(port) : option,
        );
        const result = await npmRun("start", ["--full", ...options]);
        assert.equal(result.exitCode, 2);
        assert.match(result.all, new RegExp(`127\\.0\\.0\\.1:${String(port)} is in use`));
        assert.match(result.all, new RegExp(`--emulator-port ${String(port + 1)}`));
      } finally {
        server.close();
      }
      assert.deepEqual(await lookAtMachine(iptablesSave), untouched);
    });
  });
});
