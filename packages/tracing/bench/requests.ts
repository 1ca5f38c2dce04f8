import { withEndpoints } from "./endpoints.ts";
import { load } from "./load.ts";
import { median } from "./numbers.ts";
import { onOneCore } from "./one-core.ts";
import type { Peers } from "./peers.ts";
import { Subject, type Variant } from "./subject.ts";
import { variants } from "./variants.ts";

export interface RequestCost {
  name: string;
  /** Microseconds of the server's CPU per request: the median of all rounds. */
  cpu: number;
  /**
   * Microseconds above the first variant's cost: the median of the relative differences within a round, times that
   * cost. Relative, because the speed of the machine may change between pairs.
   */
  added: number;
  /** Bytes of memory after the last round: the median of the processes. */
  rss: number;
}

export interface RequestOptions {
  /** Number of processes per variant. */
  processes: number;
  /** Rounds per process. */
  rounds: number;
  perRound: number;
  /** Limits the variants to these; the first is always measured. */
  only?: RegExp | undefined;
}

/** Warm-up requests, until V8 has optimized the code that runs in a tenth of them; a service runs for days. */
const WARM_UP = 150_000;

interface Samples {
  cpu: number[];
  /** Relative to the first variant's cost. */
  added: number[];
  rss: number[];
}

/**
 * Measures the CPU of each variant's server per request. Its rounds alternate with those of the first variant, so that
 * other load affects both; CPU time instead of requests per second, because the machine may be shared. Two processes of
 * the same program can differ permanently by some microseconds, depending on what V8 saw when it optimized; hence
 * several processes per variant.
 */
export async function measureRequests(peers: Peers, options: RequestOptions): Promise<RequestCost[]> {
  const { only } = options;
  return withEndpoints(async (endpoints) => {
    const chosen = variants(peers, endpoints).filter(({ name }, i) => i === 0 || (only?.test(name) ?? true));
    const samples = await measurePairs(chosen, options);
    return samples.map(({ cpu, added, rss }, i) => ({
      name: chosen[i]?.name ?? "",
      cpu: median(cpu),
      added: median(added) * median(samples[0]?.cpu ?? []),
      rss: median(rss),
    }));
  });
}

/** Pairs of each variant and the first. */
async function measurePairs(chosen: Variant[], options: RequestOptions): Promise<Samples[]> {
  const samples = chosen.map((): Samples => ({ cpu: [], added: [], rss: [] }));
  const [first, ...others] = chosen;
  const [bare, ...rest] = samples;
  for (let i = 0; i < options.processes; i += 1) {
    for (const [j, other] of others.entries()) {
      const own = rest[j];
      if (first && bare && own) await measurePair([first, other], [bare, own], options);
    }
  }
  return samples;
}

/**
 * Adds the cost of one process of each, in turns. Only two at a time: with more, each is idle for seconds, in which V8
 * collects garbage and discards optimized code, and the next requests cost more than those of a busy service.
 */
async function measurePair(pair: Variant[], samples: Samples[], options: RequestOptions): Promise<void> {
  const subjects: Subject[] = [];
  try {
    for (const variant of pair) subjects.push(await Subject.start(variant));
    await onOneCore(
      subjects.flatMap(({ pid }) => pid ?? []),
      () => measureRounds(subjects, samples, options),
    );
  } finally {
    for (const subject of subjects) subject.stop();
  }
}

async function measureRounds(subjects: Subject[], samples: Samples[], options: RequestOptions): Promise<void> {
  for (let sent = 0; sent < WARM_UP; sent += options.perRound) {
    for (const { port } of subjects) await load(port, options.perRound);
  }
  for (let round = 0; round < options.rounds; round += 1) {
    const costs = subjects.map(() => NaN);
    for (const [i, subject] of rotated([...subjects.entries()], round)) {
      costs[i] = await costOf(subject, options.perRound);
    }
    for (const [i, { cpu, added }] of samples.entries()) {
      cpu.push(costs[i] ?? NaN);
      added.push((costs[i] ?? NaN) / (costs[0] ?? NaN) - 1);
    }
  }
  for (const [i, subject] of subjects.entries()) samples[i]?.rss.push((await subject.usageAfterCollection()).rss);
}

async function costOf(subject: Subject, requests: number): Promise<number> {
  const before = await subject.usage();
  await load(subject.port, requests);
  const after = await subject.usage();
  return (after.cpu - before.cpu) / requests;
}

/** Rotates the list, so that no variant always follows the same other one. */
function rotated<T>(list: readonly T[], by: number): T[] {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}
