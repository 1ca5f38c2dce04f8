import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toFallbackFile } from "@pmp/planning";
import { startXRayLocal, type XRayLocal } from "@pmp/xray-local";
import { region } from "../aws.ts";
import { service } from "../names.ts";
import { XRayReader } from "../proof/read-xray.ts";
import { traceReport } from "../proof/report.ts";
import { proveTraces, type TraceProof } from "../proof/traces.ts";
import { sendTraffic } from "../proof/traffic.ts";
import type { Terminal } from "../terminal.ts";
import { evaluateStack, installedHelm, stackPlan, type EvaluatedStack } from "./evaluate-stack.ts";
import { startReferenceApi } from "./reference-api.ts";
import { created, resourceTable } from "./resource-table.ts";
import { createXRayResources } from "./xray-resources.ts";

/** The stack of the local cluster, so that both show the same. */
const STACK = "local";
/** The API sends its segments within a second. */
const TIMING = { timeoutMs: 30_000, pollMs: 1_000 };

/** What runs once everything is proven. */
export interface Running {
  readonly proof: TraceProof;
  /** The page, and the X-Ray API. */
  readonly pageUrl: string;
  /** The reference API. */
  readonly apiUrl: string;
}

/**
 * The stack's program and policies, and the reference API traced against an X-Ray in this process. Needs no other program
 * and no rights; nothing of it is left at the end.
 *
 * @param then runs while X-Ray and the API still run; its result is the exit code
 * @returns 1 when a policy is violated or a trace is missing
 */
export async function startEmbedded(
  terminal: Terminal,
  signal: AbortSignal,
  then: (running: Running) => Promise<number>,
): Promise<number> {
  terminal.progress("Reading the settings of stack `local`");
  const plan = stackPlan(STACK);
  terminal.step(`Settings of stack \`local\`: no problem; a sampling plan of ${plan.rules.length} rules`);

  terminal.progress("Evaluating the Pulumi program, and checking the policies");
  const helm = await installedHelm();
  const stack = await evaluateStack(STACK, helm);
  signal.throwIfAborted();
  if (!showStack(stack, helm, terminal)) return 1;

  const folder = await mkdtemp(join(tmpdir(), "pmp-xray-start-"));
  const ends: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    terminal.progress("Starting X-Ray in this process, and the reference API");
    const local = await startXRayLocal({
      agentPort: 0,
      otlpPort: false,
      region,
      info: { stage: STACK, command: "npm start", planSource: `Pulumi.${STACK}.yaml` },
    });
    ends.push(() => local.close());
    const made = await createXRayResources(local.apiUrl, stack.resources);
    const planFile = join(folder, "sampling-plan.json");
    await writeFile(planFile, JSON.stringify(toFallbackFile(plan)));
    const api = await startReferenceApi({ agentAddress: local.agentAddress, service, planFile });
    ends.push(() => api.stop());
    signal.throwIfAborted();
    terminal.step(
      `X-Ray runs in this process: ${made.rules} sampling rules and ${made.groups} groups of the stack created through its API`,
    );
    const proof = await prove(local, api.url, terminal, signal);
    terminal.print(`\n${traceReport(proof)}\n`);
    if (proof.problems.length > 0) {
      terminal.error(`not proven:\n${[...proof.problems, ...rejected(local)].map((text) => `  - ${text}`).join("\n")}`);
      return 1;
    }
    terminal.step("Proven: every figure above was read back through the X-Ray API.");
    return await then({ proof, pageUrl: local.apiUrl, apiUrl: api.url });
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

/** Prints resources and policies. Returns false when a mandatory policy is violated. */
function showStack(stack: EvaluatedStack, helm: string | undefined, terminal: Terminal): boolean {
  const { resources, results, violations } = stack;
  terminal.step(`The program of stack \`local\` creates ${created(resources).length} resources`);
  terminal.print(`\n${resourceTable(resources)}\n`);
  if (helm === undefined) {
    terminal.info("helm is neither on PATH nor in the tool cache, so the objects of the chart are not among them.");
  }
  if (violations.length > 0) {
    terminal.error(`policies are violated:\n${violations.map((text) => `  - ${text}`).join("\n")}`);
    return false;
  }
  const applied = results.filter(({ checked }) => checked > 0).length;
  terminal.step(`Policies: ${applied} of ${results.length} apply to these resources, and none is violated`);
  return true;
}

async function prove(local: XRayLocal, apiUrl: string, terminal: Terminal, signal: AbortSignal): Promise<TraceProof> {
  const from = new Date(Date.now() - 1_000);
  terminal.progress("Sending requests to the API");
  const sent = await sendTraffic(apiUrl);
  const window = { from, to: new Date() };
  signal.throwIfAborted();
  terminal.step(`${sent.length} requests answered with the expected status`);
  terminal.progress("Waiting for their traces");
  const onWait = (text: string): void => {
    signal.throwIfAborted();
    terminal.progress(`Waiting for their traces: ${text}`);
  };
  const proof = await proveTraces(new XRayReader(local.apiUrl), service, sent, window, onWait, TIMING);
  signal.throwIfAborted();
  return proof;
}

/** Why X-Ray rejected documents, if it did. */
function rejected(local: XRayLocal): string[] {
  return local.counters().rejected.map(({ reason, count }) => `X-Ray rejected ${count} documents: ${reason}`);
}
