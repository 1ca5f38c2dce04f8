import { execa } from "execa";
import { z } from "zod";
import { UsageError } from "@pmp/command-line";
import { versionNeed, commandNeed, type Problem } from "@pmp/tools";

/** Names of what `npm start -- --kind` creates in Docker. One run per machine has them. */
export const KIND = {
  cluster: "pmp-xray",
  /** Of the kubeconfig that kind writes: always the cluster's name with this prefix. */
  context: "kind-pmp-xray",
  /** Container of the AWS emulator. */
  emulator: "pmp-xray-emulator",
  /** Docker network of kind's nodes. Pods reach its other containers by their addresses. */
  network: "kind",
} as const;

/** How long the node may take until it is Ready. */
const NODE_TIMEOUT = "180s";

/** Runs `docker` or `kind` to its end. @returns its standard output, trimmed. @throws UsageError with the command and its last lines */
export type Run = (command: "docker" | "kind", args: readonly string[]) => Promise<string>;

/** Commands of this machine. @param signal ends a running command; the reason is thrown */
export function commandsOf(env: NodeJS.ProcessEnv, signal?: AbortSignal): Run {
  return async (command, args) => {
    const result = await execa(command, args, {
      // Both programs must mean the same engine. Without attestations an image is one manifest, which kind can load.
      env: { ...env, KIND_EXPERIMENTAL_PROVIDER: "docker", BUILDX_NO_DEFAULT_ATTESTATIONS: "1" },
      extendEnv: false,
      stdin: "ignore",
      reject: false,
      all: true,
      ...(signal === undefined ? {} : { cancelSignal: signal }),
    });
    signal?.throwIfAborted();
    if (!result.failed) return result.stdout.trim();
    const lines =
      result.all.trim() === "" ? result.shortMessage : result.all.trim().split("\n").slice(-10).join("\n  ");
    throw new UsageError(`${[command, ...args].join(" ")} failed:\n  ${lines}`);
  };
}

/** What `--kind` needs on this machine and does not find. */
export async function kindProblems(env: NodeJS.ProcessEnv): Promise<Problem[]> {
  // kind 0.30 is the first whose node is a Kubernetes that the kubectl of this project goes with.
  const kind = "install kind 0.30 or newer: https://kind.sigs.k8s.io/docs/user/quick-start/#installation";
  const docker = await commandNeed("docker", "install Docker: https://docs.docker.com/engine/install/").check(env);
  const problems = [docker, await versionNeed("kind", ["version"], "0.30.0", kind).check(env)];
  if (docker === undefined) problems.push(await engineProblem(env));
  return problems.filter((problem) => problem !== undefined);
}

async function engineProblem(env: NodeJS.ProcessEnv): Promise<Problem | undefined> {
  const args = ["version", "--format", "{{.Server.Version}}"];
  const result = await execa("docker", args, { env, extendEnv: false, reject: false, timeout: 10_000 });
  if (!result.failed) return undefined;
  return {
    what: `Docker's engine does not answer: ${result.stderr.trim().split("\n")[0] ?? ""}`,
    fix: "start it (systemctl start docker, or Docker Desktop), and let your user use it: docker version must name a server",
  };
}

/** Which of both are there. */
async function existing(run: Run): Promise<{ readonly cluster: boolean; readonly emulator: boolean }> {
  const clusters = await run("kind", ["get", "clusters", "--quiet"]);
  const containers = await run("docker", ["container", "ls", "--all", "--format", "{{.Names}}"]);
  return {
    cluster: clusters.split("\n").includes(KIND.cluster),
    emulator: containers.split("\n").includes(KIND.emulator),
  };
}

/** @throws UsageError when there is a cluster or a container of these names, which this run has not made then */
export async function requireFree(run: Run): Promise<void> {
  const { cluster, emulator } = await existing(run);
  const found = [
    ...(cluster ? [`kind delete cluster --name ${KIND.cluster}`] : []),
    ...(emulator ? [`docker container rm --force ${KIND.emulator}`] : []),
  ];
  if (found.length === 0) return;
  throw new UsageError(
    `Docker has a cluster or an emulator of this name that no run with this cache made. End that run (npm stop, with its PMP_XRAY_CACHE), or remove it:\n  ${found.join("\n  ")}`,
  );
}

/** Removes both, if they are there. */
export async function removeAll(run: Run, kubeconfig: string): Promise<void> {
  const { cluster, emulator } = await existing(run);
  if (cluster) await run("kind", ["delete", "cluster", "--name", KIND.cluster, "--kubeconfig", kubeconfig]);
  if (emulator) await run("docker", ["container", "rm", "--force", "--volumes", KIND.emulator]);
}

/** A cluster of one node, of kind's own node image, which each kind pins by digest. The user's kubeconfig is left alone. */
export async function createCluster(run: Run, kubeconfig: string): Promise<void> {
  const args = ["--name", KIND.cluster, "--kubeconfig", kubeconfig, "--wait", NODE_TIMEOUT];
  await run("kind", ["create", "cluster", ...args]);
}

/** Builds the API's image. @returns its reference: the tag is of its content, so that changed code is another image */
export async function buildApiImage(run: Run, repository: string): Promise<{ repository: string; tag: string }> {
  const name = "pmp-api";
  const file = `${repository}/packages/api/Dockerfile`;
  await run("docker", ["build", "--quiet", "--file", file, "--tag", `${name}:local`, repository]);
  const id = await run("docker", ["image", "inspect", "--format", "{{.Id}}", `${name}:local`]);
  const [, tag] = /^sha256:([0-9a-f]{12})/.exec(id) ?? [];
  if (tag === undefined) throw new UsageError(`docker image inspect names no id of ${name}:local: ${id}`);
  await run("docker", ["image", "tag", `${name}:local`, `${name}:${tag}`]);
  return { repository: name, tag };
}

/** Copies an image of Docker's into the cluster's node. */
export async function loadImage(run: Run, { repository, tag }: { repository: string; tag: string }): Promise<void> {
  await run("kind", ["load", "docker-image", `${repository}:${tag}`, "--name", KIND.cluster]);
}

const address = z.ipv4();

/**
 * Starts the AWS emulator in the network of the cluster's node.
 *
 * @param image reference with a digest
 * @param port on 127.0.0.1 of this machine
 * @returns its address for pods
 */
export async function startEmulator(
  run: Run,
  image: string,
  port: number,
  args: readonly string[],
  innerPort: number,
): Promise<string> {
  const publish = `127.0.0.1:${port}:${innerPort}`;
  const options = ["--detach", "--name", KIND.emulator, "--network", KIND.network, "--publish", publish];
  await run("docker", ["run", ...options, image, ...args]);
  const format = `{{.NetworkSettings.Networks.${KIND.network}.IPAddress}}`;
  const found = await run("docker", ["container", "inspect", "--format", format, KIND.emulator]);
  const parsed = address.safeParse(found);
  if (!parsed.success) throw new UsageError(`${KIND.emulator} has no address in the network ${KIND.network}: ${found}`);
  return `http://${parsed.data}:${innerPort}`;
}
