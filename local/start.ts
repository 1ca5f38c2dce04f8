import { setTimeout as sleep } from "node:timers/promises";
import { cacheDir } from "@pmp/tools";
import { AwsReader } from "./proof/read-aws.ts";
import { ClusterReader } from "./proof/read-cluster.ts";
import { prove, type Proof } from "./proof/proof.ts";
import { report } from "./proof/report.ts";
import { sendTraffic } from "./proof/traffic.ts";
import { bringUp } from "./bring-up.ts";
import { namespace, service } from "./names.ts";
import { nextSteps } from "./next-steps.ts";
import type { StartOptions } from "./options.ts";
import { clusterPaths } from "./paths.ts";
import { stackOutputs } from "./stack/outputs.ts";
import { readStackFile } from "./stack/stack-file.ts";
import { openStack, up, type StackTarget } from "./stack/stack.ts";
import type { Terminal } from "./terminal.ts";
import type { Access } from "./cluster/state.ts";

/**
 * Within this time a running sampler asks X-Ray whether rules have changed (every 10 s) and fetches them again.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sampling.html
 */
const rulesIntervalMs = 12_000;

/** `npm start -- --full`: set-up, deploy, traffic, proof. Returns the exit code: 0 when everything is proven, 1 when not. */
export async function start(options: StartOptions, terminal: Terminal, signal: AbortSignal): Promise<number> {
  const cache = cacheDir();
  const paths = clusterPaths(cache);
  const stackText = readStackFile(options.stackFile);
  const { state, target, settings } = await bringUp(options, cache, paths, terminal, signal);

  terminal.step("Deploying the stack `local` with Pulumi");
  const stack = await openStack(target, stackText, settings);
  const deployed = await up(stack, paths);
  signal.throwIfAborted();
  terminal.info(
    `resources: ${Object.entries(deployed.changes)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(", ")}`,
  );

  if (Object.keys(deployed.changes).some((kind) => kind !== "same" && kind !== "create")) {
    terminal.step("Waiting until the API has fetched the changed sampling rules");
    await sleep(rulesIntervalMs, undefined, { signal });
  }
  const proof = await proveIt(state.access, target, deployed.outputs, terminal);
  terminal.print(`\n${report(proof)}\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(proof, undefined, 2)}\n`);
  if (proof.problems.length > 0) {
    terminal.error(`not proven:\n${proof.problems.map((problem) => `  - ${problem}`).join("\n")}`);
    terminal.print(`\nThe local cluster is still running for inspection. ${nextSteps(state)}`);
    return 1;
  }
  terminal.step("Proven: every figure above was read back through the AWS API or the Kubernetes API.");
  terminal.print(`\n${nextSteps(state)}`);
  return 0;
}

async function proveIt(
  access: Access,
  target: StackTarget,
  outputs: Readonly<Record<string, unknown>>,
  terminal: Terminal,
): Promise<Proof> {
  const { agentRoleArn, alarmNames, dashboardName } = stackOutputs(outputs);
  const from = new Date(Date.now() - 1000);
  terminal.step("Sending requests to the API through its Service");
  const sent = await sendTraffic(access.apiUrl);
  terminal.info(`${sent.length} requests answered with the expected status`);
  terminal.step("Waiting for their traces");
  const cluster = new ClusterReader({ kubectl: target.tools.kubectl, kubeconfig: access.kubeconfig, namespace });
  return prove(
    new AwsReader(access.emulatorUrl),
    cluster,
    { service, roleArn: agentRoleArn, alarmNames, dashboardName },
    sent,
    { from, to: new Date() },
    (text) => terminal.info(text),
  );
}
