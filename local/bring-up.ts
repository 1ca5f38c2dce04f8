import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { ensureTools, type Problem, type Toolbox } from "@pmp/tools";
import { AGENTS } from "../components/ecs/agent.ts";
import { agentRepository } from "../components/workload/chart.ts";
import { bundle } from "../packages/api/bundle.mjs";
import { accountId, region } from "./aws.ts";
import { buildImages, type LocalImages } from "./images.ts";
import { apiPort, namespace, service } from "./names.ts";
import { ecsNamespace } from "./cluster/ecs-tasks.ts";
import { endKind, startKind, updateApiImage } from "./kind.ts";
import type { ContextOptions, KindOptions, StartOptions } from "./options.ts";
import type { ClusterPaths } from "./paths.ts";
import { nodeProblems, preflight } from "./preflight.ts";
import type { ImageRef, LocalSettings, PinnedImage } from "./stack/project.ts";
import { agentKindOf } from "./stack/stack-file.ts";
import type { StackTarget } from "./stack/stack.ts";
import { stackTarget } from "./stack-target.ts";
import { stop } from "./stop.ts";
import { UsageError } from "@pmp/command-line";
import { type Terminal } from "./terminal.ts";
import { clusterBinaries, toolsFor } from "./tools.ts";
import { importImages, type Containerd } from "./cluster/import-images.ts";
import { KIND, kindProblems } from "./cluster/kind.ts";
import { network } from "./cluster/network.ts";
import type { HostPorts } from "./cluster/spec.ts";
import type { Access, ClusterState } from "./cluster/state.ts";
import { clusterIssuer, contextKubeconfig, requireNoNamespace } from "./cluster/user-cluster.ts";
import { runningCluster, startBesideCluster, startCluster, stopCluster } from "./cluster/cluster.ts";

/** A running cluster and emulator, and the inputs to deploy the stack there. */
export interface Ready {
  readonly state: ClusterState;
  readonly target: StackTarget;
  readonly settings: LocalSettings;
  /** Of our own node; undefined in a user's cluster. */
  readonly containerd: Containerd | undefined;
}

/** Starts what is not running yet, after checking all prerequisites. */
export async function bringUp(
  options: StartOptions,
  cache: string,
  paths: ClusterPaths,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Ready> {
  const mode = modeOf(options);
  const running = runningCluster(paths);
  if (running !== undefined && running.mode !== mode) {
    throw new UsageError(
      "The local cluster runs in another mode (with --context, with --kind, or without both). End it first: npm stop",
    );
  }
  const names = toolsFor(options);
  await preflight(names, running === undefined ? neededPorts(options) : {}, await othersMissing(mode, cache));
  if (running === undefined && existsSync(paths.root)) {
    terminal.step("Removing what an earlier run left");
    await stop(terminal, signal);
  }
  terminal.step("Tools");
  const toolbox = await ensureTools(names, { signal });
  if (options.kind !== undefined)
    return inKind(options, options.kind, running, toolbox, cache, paths, terminal, signal);
  return options.context === undefined
    ? ownNode(options, running, toolbox, cache, paths, terminal, signal)
    : besideCluster(options.context, options.ports, running, toolbox, paths, terminal, signal);
}

function modeOf({ context, kind }: StartOptions): ClusterState["mode"] {
  if (kind !== undefined) return "kind";
  return context === undefined ? "own" : "context";
}

/** What else the mode needs on this machine. */
async function othersMissing(mode: ClusterState["mode"], cache: string): Promise<Problem[]> {
  if (mode === "own") return nodeProblems(cache);
  return mode === "kind" ? kindProblems(process.env) : [];
}

/** Ports that are listened on: the Kubernetes API's only for our own node, the emulator's unless one was given. */
function neededPorts({ ports, context, kind }: StartOptions): Partial<HostPorts> {
  if (kind !== undefined) return { api: ports.api, emulator: ports.emulator };
  if (context === undefined) return ports;
  return { api: ports.api, ...(context.emulator === undefined ? { emulator: ports.emulator } : {}) };
}

async function ownNode(
  { ports, platform }: StartOptions,
  running: ClusterState | undefined,
  toolbox: Toolbox,
  cache: string,
  paths: ClusterPaths,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Ready> {
  terminal.step("Images");
  const images = await buildImages(cache, {
    pause: toolbox.tool("pause"),
    coredns: toolbox.tool("coredns"),
    collector: toolbox.tool("collector"),
    iptables: toolbox.tool("iptables"),
    bundleApi: bundle,
  });
  const containerd = { ctr: toolbox.file("containerd", "ctr"), data: paths.data };
  const own = (state: ClusterState): Ready => {
    const made = { ...ready(state, toolbox, paths, images.api, images.agent), containerd };
    return platform === "ecs" ? onEcs(made) : made;
  };
  if (running !== undefined) {
    terminal.step(`The local cluster runs since ${running.startedAt}; using it`);
    await importImages(containerd, images.archives);
    return own(running);
  }
  terminal.step("Starting the AWS emulator and a Kubernetes node in namespaces of their own");
  const state = await orStop(paths, () =>
    startCluster(clusterSpec(ports, toolbox, images, paths), (step) => terminal.info(step), signal),
  );
  return own(state);
}

/** On ECS there is no Kubernetes that the stack deploys to. */
function onEcs(ready: Ready): Ready {
  const { api, agent } = ready.settings;
  return { ...ready, settings: { api, agent } };
}

function clusterSpec(ports: HostPorts, toolbox: Toolbox, images: LocalImages, paths: ClusterPaths) {
  return {
    paths,
    binaries: clusterBinaries(toolbox),
    cniBin: toolbox.dir("cni-plugins"),
    runc: toolbox.tool("runc"),
    env: toolbox.env,
    images: images.archives,
    dnsImage: images.dns,
    ports,
    region,
    accountId,
    ecsHelperImage: images.ecsHelper,
    ecsService: { name: service, port: apiPort },
    // The second one always exists; the first one while the stack on Kubernetes does.
    apiService: {
      hosts: [namespace, ecsNamespace].map((name) => `${service}.${name}.svc.${network.clusterDomain}`),
      port: 80,
    },
  };
}

async function besideCluster(
  context: ContextOptions,
  ports: HostPorts,
  running: ClusterState | undefined,
  toolbox: Toolbox,
  paths: ClusterPaths,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Ready> {
  const { apiImage, agentImage } = context;
  if (running !== undefined) return ready(running, toolbox, paths, apiImage, agentImage);
  terminal.step(`Using the cluster of context ${context.name}`);
  const kubectl = toolbox.tool("kubectl");
  mkdirSync(paths.root, { recursive: true });
  const state = await orStop(paths, async () => {
    writeFileSync(paths.kubeconfig, await contextKubeconfig(kubectl, context.name), { mode: 0o600 });
    const issuer = await clusterIssuer(kubectl, paths.kubeconfig, context.name);
    await requireNoNamespace(kubectl, paths.kubeconfig, namespace);
    const listen = emulatorAddress(context.emulatorInCluster, ports.emulator);
    const access: Access = {
      apiUrl: `http://127.0.0.1:${ports.api}`,
      emulatorUrl: context.emulator ?? `http://${listen}`,
      emulatorUrlInCluster: context.emulatorInCluster,
      issuer,
      kubeconfig: paths.kubeconfig,
      kubectl,
    };
    const emulator =
      context.emulator === undefined ? { command: toolbox.tool("fakecloud"), listen, region, accountId } : undefined;
    return startBesideCluster(
      {
        paths,
        kubectl,
        kubeconfig: paths.kubeconfig,
        namespace,
        service,
        apiPort: ports.api,
        env: toolbox.env,
        ...(emulator !== undefined && { emulator }),
      },
      access,
      (step) => terminal.info(step),
      signal,
    );
  });
  return ready(state, toolbox, paths, apiImage, agentImage);
}

async function inKind(
  { ports, stackFile }: StartOptions,
  { emulatorImage }: KindOptions,
  running: ClusterState | undefined,
  toolbox: Toolbox,
  cache: string,
  paths: ClusterPaths,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Ready> {
  const kind = agentKindOf(stackFile);
  const agentImage = { repository: agentRepository(kind), digest: AGENTS[kind].digest };
  if (running !== undefined) {
    terminal.step(`The kind cluster runs since ${running.startedAt}; building the API's image and using it`);
    return ready(running, toolbox, paths, await updateApiImage(signal), agentImage);
  }
  terminal.step(`Making the kind cluster ${KIND.cluster}`);
  const onStep = (step: string): void => terminal.info(step);
  return orStop(paths, async () => {
    const digests = join(cache, "image-digests.json");
    const start = { emulatorImage, emulatorPort: ports.emulator, digests, onStep, signal };
    const { apiImage, emulatorUrl, emulatorUrlInCluster } = await startKind(paths, start);
    const kubectl = toolbox.tool("kubectl");
    const { kubeconfig } = paths;
    const issuer = await clusterIssuer(kubectl, kubeconfig, KIND.context);
    const apiUrl = `http://127.0.0.1:${ports.api}`;
    const access = { apiUrl, emulatorUrl, emulatorUrlInCluster, issuer, kubeconfig, kubectl };
    const spec = { paths, kubectl, kubeconfig, namespace, service, apiPort: ports.api, env: toolbox.env };
    const state = await startBesideCluster(spec, access, onStep, signal, "kind");
    return ready(state, toolbox, paths, apiImage, agentImage);
  });
}

/**
 * The emulator's listen address: the one that the pods use, if it belongs to this machine, else loopback, for a
 * forwarding that the user sets up. Never on every interface: the emulator has no passwords.
 */
function emulatorAddress(urlInCluster: string, port: number): string {
  const { hostname } = new URL(urlInCluster);
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return own.some(({ address }) => address === hostname) ? `${hostname}:${port}` : `127.0.0.1:${port}`;
}

/** Cleans up after a failed start. */
async function orStop<T>(paths: ClusterPaths, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    await endKind(paths);
    await stopCluster(paths);
    throw error;
  }
}

function ready(
  state: ClusterState,
  toolbox: Toolbox,
  paths: ClusterPaths,
  apiImage: ImageRef,
  agentImage: ImageRef | PinnedImage | undefined,
): Ready {
  const { issuer, kubeconfig, emulatorUrlInCluster: endpoint } = state.access;
  return {
    state,
    target: stackTarget(state, toolbox, paths),
    containerd: undefined,
    settings: {
      cluster: { oidcIssuer: issuer, kubeconfig },
      api: { image: apiImage },
      agent: { ...(agentImage === undefined ? {} : { image: agentImage }), endpoint, stsEndpoint: endpoint },
    },
  };
}
