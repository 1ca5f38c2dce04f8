import { setTimeout as sleep } from "node:timers/promises";
import type { EcsReader } from "./read-ecs.ts";
import type { Timing } from "./traces.ts";
import { sendTraffic, type RequestKind, type SentRequest } from "./traffic.ts";
import type { XRaySource } from "./traces.ts";

/** Requests that the rules record all of. */
const recorded = (count: number): RequestKind => ({ method: "GET", path: "/api/subscriptions", count, status: 200 });

/** A task that is stopped may take its 30 s to end. */
const patience: Timing = { timeoutMs: 90_000, pollMs: 500 };

/** What happened when the agent was killed under traffic, and when the task was replaced. */
export interface AgentLoss {
  /** Requests that were answered as they should be while the agent was killed and gone. */
  readonly answered: number;
  /** Requests to the task that replaced it, and their traces. */
  readonly sentAfter: number;
  readonly recordedAfter: number;
}

export interface LossTarget {
  readonly cluster: string;
  readonly service: string;
  readonly agent: string;
  readonly apiUrl: string;
  /** The API's name in X-Ray. */
  readonly tracedName: string;
}

/**
 * Kills the agent of a running task while requests are sent, then has ECS replace the task. The emulator does not have
 * the restart policy, by which ECS itself would start the agent again.
 *
 * @throws Error when a request fails, or no new task runs in time
 */
export async function loseAgent(
  ecs: Pick<EcsReader, "tasks" | "kill" | "runs" | "stopTask">,
  xray: Pick<XRaySource, "traces">,
  { cluster, service, agent, apiUrl, tracedName }: LossTarget,
  timing = patience,
  send: (kinds: readonly RequestKind[]) => Promise<SentRequest[]> = (kinds) => sendTraffic(apiUrl, kinds),
): Promise<AgentLoss> {
  const [before] = await ecs.tasks(cluster, service);
  if (before === undefined) throw new Error(`service ${service} has no running task`);
  const during = send([recorded(200)]);
  await ecs.kill(before.id, agent);
  const first = await during;
  await until(`the agent of task ${before.id} has not ended`, timing, async () => !(await ecs.runs(before.id, agent)));
  const without = await send([recorded(50)]);

  await ecs.stopTask(cluster, before.id);
  await until(`no task has replaced ${before.id}`, timing, async () => {
    const tasks = await ecs.tasks(cluster, service);
    return tasks.length > 0 && tasks.every(({ id, containers }) => id !== before.id && containers.every(isRunning));
  });
  await untilAnswers(apiUrl, timing);
  const from = new Date(Date.now() - 1000);
  const after = await send([recorded(20)]);
  const ids = new Set(after.map(({ traceId }) => traceId));
  let recordedAfter = 0;
  await until("", timing, async () => {
    const traces = await xray.traces(tracedName, from, new Date());
    recordedAfter = traces.filter(({ id }) => ids.has(id)).length;
    return recordedAfter === after.length;
  }).catch(() => undefined);
  return { answered: first.length + without.length, sentAfter: after.length, recordedAfter };
}

function isRunning({ status }: { readonly status: string }): boolean {
  return status === "RUNNING";
}

/** Waits until the API answers several times in a row: a task that ECS calls running may not listen yet. */
export async function untilAnswers(apiUrl: string, timing: Timing = patience): Promise<void> {
  let inRow = 0;
  await until(`the API at ${apiUrl} does not answer`, { ...timing, pollMs: Math.min(timing.pollMs, 200) }, async () => {
    const ok = await fetch(new URL("/api/health", apiUrl), { signal: AbortSignal.timeout(2000) }).then(
      (response) => response.ok,
      () => false,
    );
    inRow = ok ? inRow + 1 : 0;
    return inRow >= 5;
  });
}

async function until(what: string, { timeoutMs, pollMs }: Timing, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what} after ${timeoutMs / 1000} s`);
    await sleep(pollMs);
  }
}
