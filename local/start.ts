import { AGENT_NAME } from "@pmp/model/aws";
import { setTimeout as sleep } from "node:timers/promises";
import { cacheDir } from "@pmp/tools";
import { AwsReader } from "./proof/read-aws.ts";
import { ClusterReader } from "./proof/read-cluster.ts";
import { Inbox } from "./alarms/inbox.ts";
import { alarmReport, proveAlarms, type AlarmProof } from "./proof/alarms.ts";
import { brokenLinks, checkLinks } from "./proof/links.ts";
import { prove, type Proof } from "./proof/proof.ts";
import { report } from "./proof/report.ts";
import { sendTraffic } from "./proof/traffic.ts";
import { bringUp } from "./bring-up.ts";
import { API } from "../components/ecs/task.ts";
import { UsageError } from "@pmp/command-line";
import { runningCluster } from "./cluster/cluster.ts";
import { ecsNamespace } from "./cluster/ecs-tasks.ts";
import type { Containerd } from "./cluster/import-images.ts";
import { namespace, service, stackNames, type StackName } from "./names.ts";
import { untilAnswers } from "./proof/agent-loss.ts";
import { proveEcs, type EcsProof } from "./proof/ecs-proof.ts";
import { ecsReport } from "./proof/ecs-report.ts";
import { EcsReader } from "./proof/read-ecs.ts";
import { nextSteps } from "./next-steps.ts";
import type { StartOptions } from "./options.ts";
import { clusterPaths, type ClusterPaths } from "./paths.ts";
import { ecsStackOutputs, stackOutputs } from "./stack/outputs.ts";
import { readStackFile } from "./stack/stack-file.ts";
import { openStack, recordedStack, up, type StackTarget } from "./stack/stack.ts";
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
  const name = stackNames[options.platform];
  const stackText = readStackFile(options.stackFile, options.platform);
  refuseOther(name, paths);
  const { state, target, settings, containerd } = await bringUp(options, cache, paths, terminal, signal);

  terminal.step(`Deploying the stack \`${name}\` with Pulumi`);
  const stack = await openStack(target, stackText, settings, name);
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
  const alarms = options.alarms ? watchAlarms(state.access, deployed.outputs, terminal, signal) : undefined;
  const proven =
    options.platform === "ecs"
      ? await proveOnEcs(state.access, target, containerd, deployed.outputs, terminal)
      : await proveIt(state.access, target, deployed.outputs, terminal);
  if (alarms !== undefined) terminal.step("Waiting until the alarms have fired and are OK again");
  const { proof, text } = withAlarms(proven, await alarms);
  terminal.print(`\n${text}\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(proof, undefined, 2)}\n`);
  if (proof.problems.length > 0) {
    terminal.error(`not proven:\n${proof.problems.map((problem) => `  - ${problem}`).join("\n")}`);
    terminal.print(`\nThe local cluster is still running for inspection. ${nextSteps(state, options.platform)}`);
    return 1;
  }
  terminal.step("Proven: every figure above was read back through the AWS API or the Kubernetes API.");
  terminal.print(`\n${nextSteps(state, options.platform)}`);
  return 0;
}

interface Proven {
  readonly proof: Proof | EcsProof;
  /** For people. */
  readonly text: string;
}

async function proveIt(
  access: Access,
  target: StackTarget,
  outputs: Readonly<Record<string, unknown>>,
  terminal: Terminal,
): Promise<Proven> {
  const { agentRoleArn, alarmNames, dashboardName } = stackOutputs(outputs);
  const from = new Date(Date.now() - 1000);
  terminal.step("Sending requests to the API through its Service");
  const sent = await sendTraffic(access.apiUrl);
  terminal.info(`${sent.length} requests answered with the expected status`);
  terminal.step("Waiting for their traces");
  const cluster = new ClusterReader({ kubectl: target.tools.kubectl, kubeconfig: access.kubeconfig, namespace });
  const proof = await prove(
    new AwsReader(access.emulatorUrl),
    cluster,
    { service, roleArn: agentRoleArn, alarmNames, dashboardName },
    sent,
    { from, to: new Date() },
    (text) => terminal.info(text),
  );
  terminal.step("Checking every link, as pmp-xray doctor does");
  const { emulatorUrl, kubeconfig } = access;
  const links = await checkLinks({
    emulatorUrl,
    kubeconfig,
    kubectl: target.tools.kubectl,
    announce: (text) => terminal.info(text),
  });
  terminal.info(`${links.results.filter(({ status }) => status === "holds").length} checks hold`);
  const checked = { ...proof, problems: [...proof.problems, ...brokenLinks(links)] };
  return { proof: checked, text: report(checked) };
}

async function proveOnEcs(
  access: Access,
  target: StackTarget,
  containerd: Containerd | undefined,
  outputs: Readonly<Record<string, unknown>>,
  terminal: Terminal,
): Promise<Proven> {
  if (containerd === undefined) throw new Error("tasks of ECS run on the local cluster's own node only");
  const { agentRoleArn, ...monitoring } = stackOutputs(outputs);
  await untilAnswers(access.apiUrl);
  const from = new Date(Date.now() - 1000);
  terminal.step("Sending requests to the API in its task");
  const sent = await sendTraffic(access.apiUrl);
  terminal.info(`${sent.length} requests answered with the expected status`);
  terminal.step("Waiting for their traces, and looking into the task");
  const cluster = { kubectl: target.tools.kubectl, kubeconfig: access.kubeconfig, namespace: ecsNamespace };
  const proof = await proveEcs(
    new AwsReader(access.emulatorUrl),
    new EcsReader(access.emulatorUrl, cluster, containerd),
    {
      ...ecsStackOutputs(outputs),
      ...monitoring,
      tracedName: service,
      apiUrl: access.apiUrl,
      taskRoleArn: agentRoleArn,
      api: API,
      agent: AGENT_NAME,
    },
    sent,
    { from, to: new Date() },
    (text) => terminal.info(text),
  );
  return { proof, text: ecsReport(proof) };
}

/** Begins before the requests: the alarms may fire before everything else is proven. */
async function watchAlarms(
  access: Access,
  outputs: Readonly<Record<string, unknown>>,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<AlarmProof> {
  const { alarmNames, alarmTopicArn } = stackOutputs(outputs);
  const reader = new AwsReader(access.emulatorUrl);
  try {
    const inbox = await Inbox.open(access.emulatorUrl, "pmp-xray-proof", [alarmTopicArn]);
    const source = {
      states: async () => new Map((await reader.alarms(alarmNames)).map(({ name, state }) => [name, state])),
      take: () => inbox.take(),
    };
    const proof = await proveAlarms(source, alarmNames, signal);
    await inbox.close();
    return proof;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    terminal.info(`alarms: ${reason}`);
    return { steps: [], arrived: [], problems: [`alarms: ${reason}`] };
  }
}

function withAlarms({ proof, text }: Proven, alarms: AlarmProof | undefined): Proven {
  if (alarms === undefined) return { proof, text };
  return {
    proof: { ...proof, problems: [...proof.problems, ...alarms.problems] },
    text: `${text}\n\n${alarmReport(alarms)}`,
  };
}

/** Both stacks have the same names in AWS. */
function refuseOther(name: StackName, paths: ClusterPaths): void {
  const other = runningCluster(paths) === undefined ? undefined : recordedStack(paths);
  if (other === undefined || other === name) return;
  throw new UsageError(
    `The stack \`${other}\` is deployed on the local cluster, and \`${name}\` has the same names in AWS. End it first: npm stop`,
  );
}
