import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { clusterPaths } from "../../../local/paths.ts";
import { clusterFiles, type ClusterSpec } from "../../../local/cluster/spec.ts";
import { readState } from "../../../local/cluster/state.ts";
import { sendTraffic } from "../../../local/proof/traffic.ts";
import { cache } from "../support/npm.ts";
import { access, kubectl } from "../support/local-cluster.ts";
import { ChaosAws } from "./aws.ts";

/** Longest wait for the cluster to do what it was told, in milliseconds. */
const PATIENCE_MS = 120_000;
const POLL_MS = 500;

/** An object of Kubernetes, as its API has it. */
export type Manifest = Record<string, unknown> & { readonly metadata: { readonly name: string } };
interface PodList {
  readonly items: readonly Pod[];
}
export interface Pod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly status: {
    readonly phase: string;
    readonly podIP?: string;
    readonly containerStatuses?: readonly {
      readonly ready: boolean;
      readonly state: { readonly waiting?: { readonly reason?: string } };
    }[];
  };
}

/** How an undone change is named in the table. */
interface Undo {
  readonly text: string;
  readonly run: () => Promise<void>;
}

/** What breaks links in the local cluster, and remembers how to undo it. */
export class Chaos {
  readonly aws: ChaosAws;
  readonly #undos: Undo[] = [];

  constructor() {
    this.aws = new ChaosAws(access().emulatorUrl, (text, run) => this.afterwards(text, run));
  }

  /** Has something done when the link is restored. */
  afterwards(text: string, run: () => Promise<unknown>): void {
    this.#undos.push({
      text,
      run: async () => {
        await run();
      },
    });
  }

  /** Undoes all changes, in their order. @returns how, in a few words each */
  async restore(): Promise<string[]> {
    const undos = this.#undos.splice(0);
    const failures: unknown[] = [];
    for (const { run } of undos) await run().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join("\n"));
    return [...new Set(undos.map(({ text }) => text))];
  }

  /** An object of the API's namespace, such as `service/xray-daemon`. */
  async object(ref: string): Promise<Manifest> {
    return JSON.parse(await this.kubectl("get", ref, "--output", "json")) as Manifest;
  }

  /** Replaces an object by what `change` makes of it. */
  async change(ref: string, change: (object: Manifest) => void): Promise<void> {
    const before = await this.object(ref);
    const changed = structuredClone(before);
    change(changed);
    await this.#replace(changed);
    this.afterwards(`${ref} as it was`, () => this.#replace(before));
  }

  /** Changes the pods of a workload, without waiting for them. When it is restored, its pods are waited for. */
  async changePods(ref: string, change: (spec: PodSpec, workload: WorkloadSpec) => void): Promise<void> {
    await this.change(ref, (object) => {
      const workload = object.spec as WorkloadSpec;
      change(workload.template.spec, workload);
    });
    this.afterwards(`its pods started again`, () => this.rolledOut(ref));
  }

  /** Changes the pods of a workload, and waits until those run. */
  async roll(ref: string, change: (spec: PodSpec, workload: WorkloadSpec) => void): Promise<void> {
    await this.changePods(ref, change);
    await this.rolledOut(ref);
  }

  /** Changes a file of a ConfigMap, without waiting for whom reads it. */
  async changeFile(map: string, file: string, change: (text: string) => string): Promise<void> {
    await this.change(`configmap/${map}`, (object) => {
      const data = object.data as Record<string, string>;
      const before = data[file] ?? "";
      data[file] = change(before);
      assert.notEqual(data[file], before, `${file} of ConfigMap ${map} has what is to be changed`);
    });
  }

  /** Starts the pods of a workload again, now and when the link is restored. */
  async restart(ref: string, wait = true): Promise<void> {
    const restart = async (): Promise<void> => {
      await this.kubectl("rollout", "restart", ref);
      await this.rolledOut(ref);
    };
    if (wait) await restart();
    else await this.kubectl("rollout", "restart", ref);
    this.afterwards(`${ref} restarted`, restart);
  }

  /** Deletes an object. */
  async remove(ref: string): Promise<void> {
    const before = await this.object(ref);
    await this.kubectl("delete", ref, "--wait=true");
    this.afterwards(`${ref} made again`, () => this.#create(before));
  }

  /** Makes an object. */
  async add(ref: string, object: object): Promise<void> {
    await this.kubectlWith(object, "create", "--filename", "-");
    this.afterwards(`${ref} deleted`, () => this.kubectl("delete", ref, "--ignore-not-found"));
  }

  /** A rule of the packet filter between the pods, and between them and the emulator. */
  async filter(...rule: string[]): Promise<void> {
    const state = readState(clusterPaths(cache));
    assert.ok(state !== undefined);
    const { env } = JSON.parse(readFileSync(join(clusterPaths(cache).root, clusterFiles.spec), "utf8")) as ClusterSpec;
    // unshare is in the namespaces that it made.
    const { pid } = state.supervisor;
    const inside = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    const iptables = (verb: string) =>
      execa("nsenter", ["--target", inside, "--net", "iptables", verb, ...rule], { env });
    await iptables("-I");
    this.afterwards("the packet filter's rule deleted", () => iptables("-D"));
  }

  /** Requests that the plan records all of. */
  async traffic(count = 10): Promise<void> {
    await sendTraffic(access().apiUrl, [{ method: "GET", path: "/api/subscriptions", count, status: 200 }]);
  }

  async rolledOut(ref: string): Promise<void> {
    await this.kubectl("rollout", "status", ref, `--timeout=${PATIENCE_MS / 1000}s`);
    // Pods that are on their way out still answer.
    const [, name = ""] = ref.split("/");
    await this.until(`no pod of ${name} is on its way out`, async () =>
      (await this.pods(name)).every(({ metadata }) => metadata.deletionTimestamp === undefined),
    );
  }

  /** The pods that are labelled with a name of the chart. */
  async pods(name: string): Promise<readonly Pod[]> {
    const text = await this.kubectl("get", "pods", "--selector", `app.kubernetes.io/name=${name}`, "--output", "json");
    return (JSON.parse(text) as PodList).items;
  }

  /** Waits until a pod of that name waits for this reason. */
  async podWaits(name: string, reason: RegExp): Promise<void> {
    await this.until(`a pod of ${name} waits (${reason.source})`, async () =>
      (await this.pods(name)).some(({ status }) =>
        (status.containerStatuses ?? []).some(({ state }) => reason.test(state.waiting?.reason ?? "")),
      ),
    );
  }

  /** Waits until a log has such a line. */
  async logSays(ref: string, line: RegExp): Promise<void> {
    await this.until(`the log of ${ref} says ${line.source}`, async () =>
      line.test((await kubectl("logs", ref, "--tail=100")).stdout),
    );
  }

  async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await holds())) {
      assert.ok(Date.now() < deadline, `within ${PATIENCE_MS / 1000} s: ${what}`);
      await sleep(POLL_MS);
    }
  }

  /** kubectl, whose exit code must be 0. */
  async kubectl(...args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await kubectl(...args);
    assert.equal(exitCode, 0, `kubectl ${args.join(" ")}: ${stderr}`);
    return stdout;
  }

  async kubectlWith(input: object, ...args: string[]): Promise<string> {
    const { kubectl: program, kubeconfig } = access();
    const global = ["--kubeconfig", kubeconfig, "--namespace", "pmp"];
    return (await execa(program, [...global, ...args], { input: JSON.stringify(input) })).stdout;
  }

  async #replace(object: Manifest): Promise<void> {
    await this.kubectlWith(withoutVersion(object), "replace", "--filename", "-");
  }

  async #create(object: Manifest): Promise<void> {
    await this.kubectlWith(withoutVersion(object), "create", "--filename", "-");
  }
}

interface Container {
  image: string;
  args?: string[];
  command?: string[];
  env: { name: string; value?: string }[];
  volumeMounts: { name: string; mountPath: string }[];
  resources: { limits: Record<string, string>; requests: Record<string, string> };
}

export interface PodSpec {
  containers: [Container];
  serviceAccountName?: string;
  serviceAccount?: string;
  nodeSelector?: Record<string, string>;
  tolerations?: { operator: string }[];
  volumes: Record<string, unknown>[];
}

export interface WorkloadSpec {
  replicas?: number;
  strategy?: object;
  template: { spec: PodSpec };
}

/** Without what the API server keeps for itself: an object that is put back is a new version, or a new object. */
function withoutVersion(object: Manifest): object {
  const kept = ["name", "namespace", "labels", "annotations"];
  const metadata = Object.fromEntries(Object.entries(object.metadata).filter(([member]) => kept.includes(member)));
  return { ...object, metadata, status: undefined };
}
