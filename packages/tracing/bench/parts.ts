import { measureAway } from "./away.ts";
import { measureDecision } from "./decision.ts";
import { measureFlood } from "./flood.ts";
import { measureMemory, type MemoryUse } from "./memory.ts";
import { mega } from "./numbers.ts";
import type { Peers } from "./peers.ts";
import { measureRequests, type RequestCost } from "./requests.ts";
import { measureSize } from "./size.ts";
import { measureStart } from "./start-up.ts";
import { NAMES } from "./variants.ts";

export const PARTS = ["requests", "memory", "start-up", "size", "decision", "flood", "away"] as const;
export type Part = (typeof PARTS)[number];

export interface Row {
  name: string;
  value: string;
  goal?: string;
  /** Whether the goal is reached; absent where there is none. */
  met?: boolean;
}

export interface Options {
  processes: number;
  rounds: number;
  requests: number;
  only: RegExp | undefined;
}

export function measure(part: Part, peers: Peers, options: Options): Promise<Row[]> {
  const measures: Record<Part, () => Promise<Row[]> | Row[]> = {
    requests: async () => requestRows(await measureRequests(peers, { ...options, perRound: options.requests })),
    memory: async () => memoryRows(await measureMemory(peers, options.processes)),
    "start-up": () => startRows(peers, options.rounds),
    size: () => [atMost("installed with its peer dependency, MB", mega(measureSize()), 12)],
    decision: () => [atMost("one decision with 25 rules, µs", measureDecision(15) / 1_000, 1)],
    flood: floodRows,
    away: () => awayRows(peers),
  };
  return Promise.resolve(measures[part]());
}

function requestRows(costs: RequestCost[]): Row[] {
  const table = costs.map(({ name, cpu, added, rss }) => ({
    name,
    value: `${cpu.toFixed(1)} µs of CPU per request, ${added.toFixed(1)} added, ${mega(rss).toFixed(0)} MB`,
  }));
  const of = (name: string): RequestCost | undefined => costs.find((cost) => cost.name === name);
  const share = (ours: string, other: string, goal: number): Row[] => {
    const [one, two] = [of(ours), of(other)];
    return one && two ? [atMost(`${ours}: added, share of "${other}"`, one.added / two.added, goal, 3)] : [];
  };
  const memory = (ours: string): Row[] => {
    const [one, bare] = [of(ours), of(NAMES.bare)];
    return one && bare ? [atMost(`${ours}: memory over bare, MB`, mega(one.rss - bare.rss), 15)] : [];
  };
  return [
    ...table,
    ...share(NAMES.boost, NAMES.none, 1.1),
    ...share(NAMES.capture, NAMES.none, 1.1),
    ...share(NAMES.tenth, NAMES.leanTenth, 1 / 8),
    ...share(NAMES.tenth, NAMES.otlpTenth, 1 / 8),
    ...share(NAMES.tenth, NAMES.adotTenth, 1 / 20),
    ...share(NAMES.all, NAMES.leanAll, 1 / 3),
    ...share(NAMES.all, NAMES.otlpAll, 1 / 3),
    ...memory(NAMES.tenth),
    ...memory(NAMES.all),
  ];
}

function memoryRows(uses: MemoryUse[]): Row[] {
  const bare = uses[0]?.rss ?? NaN;
  const goals: readonly string[] = [NAMES.none, NAMES.tenth, NAMES.all];
  return uses.flatMap(({ name, rss }) => {
    const row = { name, value: `${mega(rss).toFixed(0)} MB` };
    return goals.includes(name) ? [row, atMost(`${name}: over bare, MB`, mega(rss - bare), 15)] : [row];
  });
}

async function startRows(peers: Peers, rounds: number): Promise<Row[]> {
  const costs = await measureStart(peers, rounds);
  const [, ours, minimal] = costs;
  const table = costs.map(({ name, cpu, wall, added }) => ({
    name,
    value: `${cpu.toFixed(0)} ms of CPU until it listens, ${added.toFixed(0)} added; ${wall.toFixed(0)} ms of the clock`,
  }));
  const share = (ours?.added ?? NaN) / (minimal?.added ?? NaN);
  return [...table, atMost("added, share of the minimal OpenTelemetry set's", share, 0.2)];
}

async function floodRows(): Promise<Row[]> {
  const { rate, seconds, sent, dropped, received, lostInKernel, cpu } = await measureFlood(5_000, 60);
  return [
    {
      name: "segments sent",
      value: `${sent} in ${seconds.toFixed(1)} s (${rate}/s), ${cpu.toFixed(1)} µs of CPU each`,
    },
    { name: "segments received", value: String(received) },
    atMost("lost: by the sender, in the kernel, or not received", dropped + lostInKernel + sent - received, 0, 0),
  ];
}

/** An hour of a hundred sampled requests a second. */
const HOUR = 360_000;

async function awayRows(peers: Peers): Promise<Row[]> {
  const { rss, heap } = await measureAway(peers, HOUR, 12);
  const list = (values: number[]): string => values.map((bytes) => mega(bytes).toFixed(0)).join(" ");
  // The queue of documents fills in the first steps; from then on nothing may grow.
  const before = Math.max(...heap.slice(2, 4));
  const after = heap.at(-1) ?? NaN;
  return [
    { name: `memory while ${HOUR} segments can't be sent, MB`, value: list(rss) },
    { name: "heap, MB", value: list(heap) },
    atMost("growth of the heap from the third part to the last, MB", mega(after - before), 2),
  ];
}

function atMost(name: string, value: number, goal: number, digits = 2): Row {
  return { name, value: value.toFixed(digits), goal: `≤ ${Number(goal.toFixed(3))}`, met: value <= goal };
}
