import { setTimeout as sleep } from "node:timers/promises";
import type { XRaySamplingRule } from "@pmp/sampling";
import { evaluate, type PathRow } from "./evaluate.ts";
import type { RecordedTrace, XRayReader } from "./read-xray.ts";
import type { SentRequest } from "./traffic.ts";

/** How long traces are waited for, and how often X-Ray is asked. */
export interface Timing {
  readonly timeoutMs: number;
  readonly pollMs: number;
}

/** Segments take a second or two: the app's batch, the agent's batch, X-Ray. */
export const arrival: Timing = { timeoutMs: 30_000, pollMs: 2000 };

/** The source of the figures; replaced in tests. */
export type XRaySource = Pick<XRayReader, keyof XRayReader>;

/** What X-Ray has of the requests that were sent. */
export interface TraceProof {
  readonly rows: readonly PathRow[];
  readonly rules: readonly XRaySamplingRule[];
  readonly groups: readonly { readonly name: string; readonly filter: string }[];
  /** Empty when everything is proven. */
  readonly problems: readonly string[];
}

/** Waits for the traces of the requests, reads rules and groups back, and reports deviations from the rules. */
export async function proveTraces(
  xray: XRaySource,
  service: string,
  sent: readonly SentRequest[],
  window: { readonly from: Date; readonly to: Date },
  onWait: (text: string) => void,
  timing: Timing = arrival,
): Promise<TraceProof> {
  const rules = await xray.samplingRules();
  const seconds = (window.to.getTime() - window.from.getTime()) / 1000;
  const compare = (traces: readonly RecordedTrace[]): PathRow[] => evaluate({ sent, traces, rules, service, seconds });
  const rows = await settled(xray, service, window.from, compare, onWait, timing);
  const problems = rows.flatMap((row) => row.problems.map((problem) => `${row.method} ${row.path}: ${problem}`));
  return { rows, rules, groups: await xray.groups(), problems };
}

/** Waits until every path has its traces and no more arrive, or until the timeout. */
async function settled(
  xray: XRaySource,
  service: string,
  from: Date,
  compare: (traces: readonly RecordedTrace[]) => PathRow[],
  onWait: (text: string) => void,
  { timeoutMs, pollMs }: Timing,
): Promise<PathRow[]> {
  const deadline = Date.now() + timeoutMs;
  let before = -1;
  for (;;) {
    const rows = compare(await xray.traces(service, from, new Date()));
    const recorded = rows.reduce((sum, row) => sum + row.recorded, 0);
    const complete = rows.every((row) => row.recorded >= row.bounds.low);
    if (complete && recorded === before) return rows;
    if (Date.now() > deadline) return rows;
    if (recorded !== before) onWait(`${recorded} traces so far`);
    before = recorded;
    await sleep(pollMs);
  }
}
