import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { KubernetesError, type ContainerRef, type Kind, type KubernetesSource, type ListOptions } from "./source.ts";

/** How kubectl is called. */
export interface KubectlOptions {
  /** Default: `kubectl`, from PATH. */
  readonly kubectl?: string | undefined;
  /** Default: as kubectl finds it. */
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
}

const PODS: Kind = { group: "", version: "v1", resource: "pods" };
/** Seconds that a pod gets to run, with the time that its image takes. */
const POD_SECONDS = 60;
const POLL_MS = 500;

interface PodState {
  readonly phase?: string;
  readonly containerStatuses?: readonly { readonly state?: { readonly waiting?: { readonly reason?: string } } }[];
}

/** Seconds that the API server gets for one answer. */
const TIMEOUT = "8s";

/**
 * Kubernetes by way of kubectl: whoever deploys has it, and it knows every way to log in to a cluster. Objects are read
 * by their addresses in the API, which needs no discovery and gives what the API says.
 */
export class Kubectl implements KubernetesSource {
  readonly #program: string;
  readonly #global: readonly string[];
  readonly #env: NodeJS.ProcessEnv;

  constructor({ kubectl = "kubectl", kubeconfig, context, env = process.env }: KubectlOptions) {
    this.#program = kubectl;
    this.#global = [
      ...(kubeconfig === undefined ? [] : ["--kubeconfig", kubeconfig]),
      ...(context === undefined ? [] : ["--context", context]),
    ];
    this.#env = env;
  }

  async list(kind: Kind, { namespace, labelSelector }: ListOptions): Promise<readonly unknown[]> {
    const query = labelSelector === undefined ? "" : `?labelSelector=${encodeURIComponent(labelSelector)}`;
    const { items = [] } = (await this.#raw(`${pathOf(kind, namespace)}${query}`)) as { items?: unknown[] };
    return items;
  }

  async get(kind: Kind, name: string, namespace?: string): Promise<unknown> {
    try {
      return await this.#raw(`${pathOf(kind, namespace)}/${name}`);
    } catch (error) {
      if (error instanceof KubernetesError && error.reason === "NotFound") return undefined;
      throw error;
    }
  }

  log({ namespace, pod, container }: ContainerRef, lines: number): Promise<string> {
    return this.#run([
      "logs",
      pod,
      "-n",
      namespace,
      "-c",
      container,
      `--tail=${lines}`,
      "--since=30m",
      "--timestamps",
      `--request-timeout=${TIMEOUT}`,
    ]);
  }

  exec({ namespace, pod, container }: ContainerRef, command: readonly string[], input: string): Promise<string> {
    return this.#run(["exec", "-i", pod, "-n", namespace, "-c", container, "--", ...command], input);
  }

  async runPod(pod: Parameters<KubernetesSource["runPod"]>[0]): Promise<string> {
    const { name, namespace } = pod.metadata;
    await this.#run(["create", "-f", "-", "-n", namespace], JSON.stringify(pod));
    try {
      await this.#ended(name, namespace);
      return await this.#run(["logs", name, "-n", namespace]);
    } finally {
      await this.#run(["delete", "pod", name, "-n", namespace, "--wait=false"]);
    }
  }

  async token(namespace: string, serviceAccount: string, audience: string): Promise<string> {
    const text = await this.#run([
      ...["create", "token", serviceAccount, "-n", namespace],
      ...["--audience", audience, "--duration", "10m", `--request-timeout=${TIMEOUT}`],
    ]);
    return text.trim();
  }

  async ready(): Promise<void> {
    await this.#run(["get", "--raw", "/version", `--request-timeout=${TIMEOUT}`]);
  }

  async server(): Promise<string> {
    return (await this.#run(["config", "view", "--minify", "-o", "jsonpath={.clusters[0].cluster.server}"])).trim();
  }

  /** Waits for a pod to end. By `get`: to watch is another right. @throws KubernetesError when it fails, or does not end */
  async #ended(name: string, namespace: string): Promise<void> {
    const deadline = Date.now() + POD_SECONDS * 1000;
    for (;;) {
      const { phase = "Unknown", containerStatuses = [] } =
        ((await this.get(PODS, name, namespace)) as { status?: PodState } | undefined)?.status ?? {};
      if (phase === "Succeeded") return;
      if (phase === "Failed") throw new KubernetesError("Failed", `pod ${name} ended with an error`);
      if (Date.now() > deadline) {
        const reason = containerStatuses.map(({ state }) => state?.waiting?.reason ?? "").join("");
        const why = reason === "" ? phase : `${phase}, ${reason}`;
        throw new KubernetesError("Timeout", `pod ${name} has not ended within ${POD_SECONDS} s (${why})`);
      }
      await sleep(POLL_MS);
    }
  }

  async #raw(path: string): Promise<unknown> {
    return JSON.parse(await this.#run(["get", "--raw", path, `--request-timeout=${TIMEOUT}`]));
  }

  #run(args: readonly string[], input?: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.#program, [...this.#global, ...args], { env: this.#env, stdio: "pipe" });
      const [out, err]: [Buffer[], Buffer[]] = [[], []];
      child.stdout.on("data", (part: Buffer) => out.push(part));
      child.stderr.on("data", (part: Buffer) => err.push(part));
      // A command that fails at once may not read its input.
      child.stdin.on("error", () => undefined).end(input);
      child.once("error", (error: NodeJS.ErrnoException) => {
        const missing = error.code === "ENOENT";
        reject(new KubernetesError(missing ? "NoKubectl" : "Unreachable", error.message));
      });
      child.once("close", (code) => {
        if (code === 0) resolve(Buffer.concat(out).toString("utf8"));
        else reject(failure(Buffer.concat(err).toString("utf8")));
      });
    });
  }
}

function pathOf({ group, version, resource }: Kind, namespace: string | undefined): string {
  const base = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  return `${base}${namespace === undefined ? "" : `/namespaces/${namespace}`}/${resource}`;
}

/** kubectl's last line of standard error says what the API server answered, if it did. */
export function failure(stderr: string): KubernetesError {
  const lines = stderr.trim().split("\n");
  const answered = lines.findLast((line) => line.startsWith("Error from server"));
  const [, reason, message] = /^Error from server(?: \((\w+)\))?: (.*)$/.exec(answered ?? "") ?? [];
  if (message !== undefined) return new KubernetesError(reason ?? "Failed", message);
  const last = lines.at(-1) ?? "";
  const failed = /You must be logged in to the server|Unauthorized/.test(stderr) ? "Unauthorized" : "Unreachable";
  return new KubernetesError(failed, last.replace(/^error: /i, "") || "kubectl failed without a word");
}
