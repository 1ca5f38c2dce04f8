import { startAgent, startSink } from "./agent.ts";
import { load } from "./load.ts";
import { median } from "./numbers.ts";
import type { Peers } from "./peers.ts";
import { Subject } from "./subject.ts";
import { variants } from "./variants.ts";

export interface RequestCost {
  name: string;
  /** Microseconds of the server's CPU per request: the median of the rounds. */
  cpu: number;
  /** Microseconds more than the first variant: the median of the differences within each round. */
  added: number;
  /** Bytes of memory after the last round. */
  rss: number;
}

export interface RequestOptions {
  rounds: number;
  perRound: number;
  /** Only these variants, beside the first. */
  only?: RegExp | undefined;
}

/** Requests until the machine code of what runs in a tenth of them is made. */
const WARM_UP = 20_000;

/**
 * The CPU that each variant's server spends on a request. Rounds are interleaved and compared within themselves, so that
 * whatever else the machine does falls on all alike; CPU time and not requests per second, because others may use the
 * machine too.
 */
export async function measureRequests(peers: Peers, options: RequestOptions): Promise<RequestCost[]> {
  const { rounds, perRound, only } = options;
  const [none, tenth, all] = await Promise.all([0, 0.1, 1].map(startAgent));
  const sink = await startSink();
  const endpoints = {
    none: none?.address ?? "",
    tenth: tenth?.address ?? "",
    all: all?.address ?? "",
    collector: sink.url,
  };
  const chosen = variants(peers, endpoints).filter(({ name }, i) => i === 0 || (only?.test(name) ?? true));
  const subjects: Subject[] = [];
  try {
    for (const variant of chosen) subjects.push(await Subject.start(variant));
    for (const { port } of subjects) await load(port, WARM_UP);
    const costs = subjects.map((): number[] => []);
    for (let round = 0; round < rounds; round += 1) {
      for (const [i, subject] of rotated([...subjects.entries()], round)) {
        costs[i]?.push(await costOf(subject, perRound));
      }
    }
    const [bare = []] = costs;
    const usages = await Promise.all(subjects.map((subject) => subject.usageAfterCollection()));
    return costs.map((own, i) => ({
      name: chosen[i]?.name ?? "",
      cpu: median(own),
      added: median(own.map((cost, round) => cost - (bare[round] ?? NaN))),
      rss: usages[i]?.rss ?? NaN,
    }));
  } finally {
    for (const subject of subjects) subject.stop();
    for (const server of [none, tenth, all, sink]) server?.close();
  }
}

async function costOf(subject: Subject, requests: number): Promise<number> {
  const before = await subject.usage();
  await load(subject.port, requests);
  const after = await subject.usage();
  return (after.cpu - before.cpu) / requests;
}

/** The list begun elsewhere, so that none is always measured behind the same other one. */
function rotated<T>(list: readonly T[], by: number): T[] {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}
