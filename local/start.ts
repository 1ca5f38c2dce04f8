import { existsSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "../packages/api/bundle.mjs";
import { accountId, emulatorEnv, region } from "./aws.ts";
import { buildImages, type LocalImages } from "./images.ts";
import type { StartOptions } from "./options.ts";
import { cacheDir, worldPaths, type WorldPaths } from "./paths.ts";
import { nextSteps } from "./next-steps.ts";
import { AwsReader } from "./proof/read-aws.ts";
import { ClusterReader } from "./proof/read-cluster.ts";
import { prove, type Proof } from "./proof/proof.ts";
import { report } from "./proof/report.ts";
import { sendTraffic } from "./proof/traffic.ts";
import type { LocalSettings } from "./stack/project.ts";
import { stackOutputs } from "./stack/outputs.ts";
import { openStack, up, type StackTarget } from "./stack/stack.ts";
import type { Terminal } from "./terminal.ts";
import { ensureTools, type Toolbox } from "./toolchain/index.ts";
import { worldBinaries, worldTools } from "./tools.ts";
import { importImages } from "./world/import-images.ts";
import { emulatorUrlInside, network } from "./world/network.ts";
import { requireFreePorts } from "./world/ports.ts";
import type { WorldState } from "./world/state.ts";
import { runningWorld, startWorld, stopWorld } from "./world/world.ts";

export const repository = join(import.meta.dirname, "..");
export const service = "pmp-api";
const namespace = "pmp";

/** A world that answers, and what is needed to deploy to it. */
interface Ready {
  readonly state: WorldState;
  readonly toolbox: Toolbox;
  readonly images: LocalImages;
  readonly paths: WorldPaths;
}

/** `npm start`: set-up, deploy, traffic, proof. Returns the exit code: 0 when everything is proven, 1 when not. */
export async function start(options: StartOptions, terminal: Terminal, signal: AbortSignal): Promise<number> {
  const cache = cacheDir();
  const paths = worldPaths(cache);
  const ready = await bringUp(options, cache, paths, terminal, signal);
  const target = stackTarget(ready);

  terminal.step("Deploying the stack `local` with Pulumi");
  const stack = await openStack(target, settings(ready));
  const deployed = await up(stack, paths);
  signal.throwIfAborted();
  terminal.info(
    `resources: ${Object.entries(deployed.changes)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(", ")}`,
  );

  const proof = await proveIt(ready.state, target, deployed.outputs, terminal);
  terminal.print(`\n${report(proof)}\n`);
  if (options.json) terminal.print(JSON.stringify(proof, undefined, 2));
  if (proof.problems.length > 0) {
    terminal.error(`not proven:\n${proof.problems.map((problem) => `  - ${problem}`).join("\n")}`);
    terminal.print(`\nThe local world still runs, so that you can look. ${nextSteps(ready.state, paths)}`);
    return 1;
  }
  terminal.step("Proven: every figure above was read back through the AWS API or the Kubernetes API.");
  terminal.print(`\n${nextSteps(ready.state, paths)}`);
  return 0;
}

async function bringUp(
  options: StartOptions,
  cache: string,
  paths: WorldPaths,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Ready> {
  const running = runningWorld(paths);
  if (running === undefined && existsSync(paths.root)) {
    terminal.step("Clearing away what an earlier run left");
    await stopWorld(paths);
  }
  if (running === undefined) await requireFreePorts(options.ports);
  terminal.step("Tools");
  const toolbox = await ensureTools(worldTools, { signal });
  terminal.step("Images");
  const images = await buildImages(cache, {
    pause: toolbox.tool("pause"),
    coredns: toolbox.tool("coredns"),
    collector: toolbox.tool("collector"),
    bundleApi: bundle,
  });
  if (running !== undefined) {
    terminal.step(`The local world runs since ${running.startedAt}; using it`);
    await importImages({ ctr: toolbox.file("containerd", "ctr"), data: paths.data }, images.archives);
    return { state: running, toolbox, images, paths };
  }
  terminal.step("Starting the AWS emulator and a Kubernetes node in namespaces of their own");
  try {
    const state = await startWorld(
      {
        paths,
        binaries: worldBinaries(toolbox),
        cniBin: toolbox.dir("cni-plugins"),
        runc: toolbox.tool("runc"),
        env: toolbox.env,
        images: images.archives,
        dnsImage: images.dns,
        ports: options.ports,
        region,
        accountId,
        apiService: { host: `${service}.${namespace}.svc.${network.clusterDomain}`, port: 80 },
      },
      (step) => terminal.info(step),
      signal,
    );
    return { state, toolbox, images, paths };
  } catch (error) {
    await stopWorld(paths);
    throw error;
  }
}

function stackTarget({ state, toolbox, paths }: Ready): StackTarget {
  return {
    repository,
    paths,
    tools: { pulumi: toolbox.tool("pulumi"), helm: toolbox.tool("helm"), kubectl: toolbox.tool("kubectl") },
    awsEnv: emulatorEnv(`http://127.0.0.1:${state.ports.emulator}`),
    kube: { kubeconfig: paths.kubeconfig },
  };
}

/** What only this machine knows of the stack's settings. */
function settings({ images, paths }: Ready): LocalSettings {
  return {
    cluster: { oidcIssuer: network.issuer, kubeconfig: paths.kubeconfig },
    api: { image: images.api },
    agent: { image: images.agent, endpoint: emulatorUrlInside, stsEndpoint: emulatorUrlInside },
  };
}

async function proveIt(
  state: WorldState,
  target: StackTarget,
  outputs: Readonly<Record<string, unknown>>,
  terminal: Terminal,
): Promise<Proof> {
  const { agentRoleArn, alarmNames, dashboardName } = stackOutputs(outputs);
  const from = new Date(Date.now() - 1000);
  terminal.step("Sending requests to the API through its Service");
  const sent = await sendTraffic(`http://127.0.0.1:${state.ports.api}`);
  terminal.info(`${sent.length} requests answered as they should be`);
  terminal.step("Waiting for their traces");
  const endpoint = `http://127.0.0.1:${state.ports.emulator}`;
  const cluster = new ClusterReader({ kubectl: target.tools.kubectl, kubeconfig: target.paths.kubeconfig, namespace });
  return prove(
    new AwsReader(endpoint),
    cluster,
    { service, roleArn: agentRoleArn, alarmNames, dashboardName },
    sent,
    { from, to: new Date() },
    (text) => terminal.info(text),
  );
}
