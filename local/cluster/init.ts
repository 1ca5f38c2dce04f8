/**
 * Runs inside the cluster's own network, PID and mount namespaces, started by the supervisor: brings the emulator and
 * the Kubernetes node up and relays them to Unix sockets. When it ends for any reason, the kernel ends everything in
 * the PID namespace and drops its mounts and interfaces.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { Resolver } from "node:dns/promises";
import { appendFileSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { dnsManifest } from "./dns-manifest.ts";
import { ecsManifest } from "./ecs-tasks.ts";
import { containerdAnswers, importImages } from "./import-images.ts";
import { kubeconfig } from "./kubeconfig.ts";
import { network } from "./network.ts";
import { cniConfig, containerdConfig, kubeletConfig, kubeProxyConfig, type NodeDirs } from "./node-config.ts";
import { createPki, writePki, type Pki } from "./pki.ts";
import { processes, type ProcessSpec } from "./processes.ts";
import { relay } from "./relay.ts";
import { socketNames, clusterFiles, type ClusterSpec, type ClusterStatus } from "./spec.ts";

const readyTimeoutMs = 90_000;

function loadSpec(file: string): ClusterSpec {
  // Written by this project's supervisor a moment ago, so its shape is known.
  return JSON.parse(readFileSync(file, "utf8")) as ClusterSpec;
}

class LocalCluster {
  private readonly spec: ClusterSpec;
  private readonly dirs: NodeDirs;
  private readonly env: NodeJS.ProcessEnv;
  private pki: Pki | undefined;

  constructor(spec: ClusterSpec) {
    this.spec = spec;
    this.dirs = { config: spec.paths.config, data: spec.paths.data, cniBin: spec.cniBin, runc: spec.runc };
    this.env = { ...process.env, ...spec.env };
  }

  status(status: ClusterStatus): void {
    const file = join(this.spec.paths.root, clusterFiles.status);
    writeFileSync(`${file}.partial`, JSON.stringify(status));
    renameSync(`${file}.partial`, file);
  }

  private step(step: string): void {
    this.status({ phase: "starting", step });
    appendFileSync(join(this.spec.paths.logs, "init.log"), `${new Date().toISOString()} ${step}\n`);
  }

  /** Programs always write to these folders; here the writes go to memory or the cache. */
  private async isolateMounts(): Promise<void> {
    await execa("mount", ["-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run"]);
    mkdirSync("/run/lock", { recursive: true });
    for (const dir of ["/var/lib", "/var/log"]) {
      const base = join(this.dirs.data, "overlay", dir);
      for (const part of ["upper", "work"]) mkdirSync(join(base, part), { recursive: true });
      const options = `lowerdir=${dir},upperdir=${join(base, "upper")},workdir=${join(base, "work")}`;
      await execa("mount", ["-t", "overlay", "-o", options, "overlay", dir]);
    }
  }

  private async network(): Promise<void> {
    await execa("ip", ["link", "set", "lo", "up"]);
    await execa("ip", ["addr", "add", `${network.nodeIp}/32`, "dev", "lo"]);
    // A ClusterIP is translated only after the kernel found a route for it, so processes beside the pods need one too.
    await execa("ip", ["route", "add", network.serviceCidr, "dev", "lo", "src", network.nodeIp]);
    writeFileSync("/proc/sys/net/ipv4/ip_forward", "1");
  }

  private async configuration(): Promise<Pki> {
    const pki = await createPki();
    const { config } = this.dirs;
    mkdirSync(join(config, "cni"), { recursive: true });
    writePki(config, pki);
    const server = `https://127.0.0.1:${network.apiServerPort}`;
    const users = {
      admin: pki.admin,
      "controller-manager": pki.controllerManager,
      scheduler: pki.scheduler,
      proxy: pki.proxy,
      kubelet: pki.kubelet,
    };
    for (const [name, identity] of Object.entries(users)) {
      writeFileSync(join(config, `${name}.conf`), kubeconfig({ name, server, ca: pki.ca, ...identity }), {
        mode: 0o600,
      });
    }
    const host = `https://127.0.0.1:${this.spec.ports.kubernetes}`;
    writeFileSync(
      this.spec.paths.kubeconfig,
      kubeconfig({ name: "pmp-xray-local", server: host, ca: pki.ca, ...pki.admin }),
      { mode: 0o600 },
    );
    writeFileSync(join(config, "containerd.toml"), containerdConfig(this.dirs));
    writeFileSync(join(config, "kubelet.json"), kubeletConfig(this.dirs));
    writeFileSync(join(config, "kube-proxy.json"), kubeProxyConfig(this.dirs));
    writeFileSync(join(config, "cni", "10-pmp-xray.conflist"), cniConfig(this.dirs));
    writeFileSync(join(config, "resolv.conf"), "");
    return pki;
  }

  private launch(spec: ProcessSpec): ChildProcess {
    const log = openSync(join(this.spec.paths.logs, `${spec.name}.log`), "a");
    const child = spawn(spec.command, spec.args, { env: { ...this.env, ...spec.env }, stdio: ["ignore", log, log] });
    child.once("error", (error) => this.fail(`${spec.name} could not be started: ${error.message}`));
    child.once("exit", (code, signal) =>
      this.fail(
        `${spec.name} ended (${signal ?? `exit code ${String(code)}`}); see ${join(this.spec.paths.logs, `${spec.name}.log`)}`,
      ),
    );
    return child;
  }

  private async answers(ready: NonNullable<ProcessSpec["ready"]>): Promise<boolean> {
    if (ready.auth === "none") {
      try {
        return (await fetch(ready.url)).ok;
      } catch {
        return false;
      }
    }
    const { pki } = this;
    if (pki === undefined) return false;
    return new Promise((resolve) => {
      const call = request(ready.url, { ca: pki.ca, cert: pki.admin.cert, key: pki.admin.key }, (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      });
      call.on("error", () => resolve(false));
      call.end();
    });
  }

  private async until(what: string, condition: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + readyTimeoutMs;
    while (!(await condition())) {
      if (Date.now() > deadline)
        throw new Error(`${what} was not ready after ${readyTimeoutMs / 1000} s; logs: ${this.spec.paths.logs}`);
      await sleep(100);
    }
  }

  private async start(spec: ProcessSpec): Promise<void> {
    this.launch(spec);
    const { ready } = spec;
    if (ready !== undefined) await this.until(spec.name, () => this.answers(ready));
  }

  private kubectl(args: readonly string[], input?: string) {
    const conf = join(this.dirs.config, "admin.conf");
    return execa(this.spec.binaries.kubectl, ["--kubeconfig", conf, ...args], {
      env: this.env,
      ...(input === undefined ? {} : { input }),
    });
  }

  private async importImages(): Promise<void> {
    const containerd = { ctr: this.spec.binaries.ctr, data: this.dirs.data };
    await this.until("containerd", () => containerdAnswers(containerd));
    await importImages(containerd, this.spec.images);
  }

  private async relays(): Promise<void> {
    const { sockets } = this.spec.paths;
    const dns = new Resolver({ timeout: 1000, tries: 3 });
    dns.setServers([network.dnsServiceIp]);
    const { hosts, port } = this.spec.apiService;
    await relay({ path: join(sockets, socketNames.emulator) }, () => ({
      host: "127.0.0.1",
      port: network.emulatorPort,
    }));
    await relay({ path: join(sockets, socketNames.kubernetes) }, () => ({
      host: "127.0.0.1",
      port: network.apiServerPort,
    }));
    await relay({ path: join(sockets, socketNames.api) }, async () => {
      for (const host of hosts) {
        const [address] = await dns.resolve4(host).catch(() => []);
        if (address !== undefined) return { host: address, port };
      }
      throw new Error(`none of ${hosts.join(", ")} has an address`);
    });
  }

  fail(error: string): never {
    this.status({ phase: "failed", error });
    process.exit(1);
  }

  async run(): Promise<void> {
    this.step("preparing namespaces, certificates and configuration");
    await this.isolateMounts();
    await this.network();
    this.pki = await this.configuration();
    const all = processes(this.spec.binaries, this.dirs, this.spec);
    await this.relays();

    this.step("starting etcd, containerd and the AWS emulator");
    this.launch(all.containerd);
    const images = this.importImages();
    const emulator = this.start(all.emulator);
    await this.start(all.etcd);
    this.step("starting the Kubernetes control plane");
    await this.start(all.apiserver);
    this.launch(all.controllerManager);
    this.launch(all.scheduler);
    this.launch(all.proxy);
    this.step("importing images");
    await images;
    this.step("starting the node");
    this.launch(all.kubelet);
    const { dnsImage, ecsService } = this.spec;
    for (const manifest of [dnsManifest(dnsImage), ecsManifest(ecsService.name, ecsService.port)]) {
      await this.kubectl(["apply", "--server-side", "-f", "-"], JSON.stringify(manifest));
    }
    await emulator;
    this.step("waiting for the node and the cluster's DNS");
    await this.until("the node", async () => {
      const { stdout } = await this.kubectl([
        "get",
        "nodes",
        "-o",
        "jsonpath={.items[*].status.conditions[?(@.type=='Ready')].status}",
      ]);
      return stdout === "True";
    });
    await this.kubectl([
      "-n",
      "kube-system",
      "rollout",
      "status",
      "deployment/coredns",
      `--timeout=${readyTimeoutMs / 1000}s`,
    ]);
    this.step("ready");
    this.status({ phase: "ready" });
  }
}

const [, , specFile] = process.argv;
if (specFile === undefined) throw new Error("usage: init.ts SPEC_FILE");
const cluster = new LocalCluster(loadSpec(specFile));
// The supervisor holds the other end: the cluster ends when the supervisor does.
process.stdin.resume().once("end", () => process.exit(0));
process.once("uncaughtException", (error) => cluster.fail(error.message));
try {
  await cluster.run();
} catch (error) {
  cluster.fail(error instanceof Error ? error.message : String(error));
}
