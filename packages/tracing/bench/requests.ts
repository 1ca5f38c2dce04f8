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
   * Microseconds more than the first variant: the median of the shares by which it is dearer in the same round, of the
   * first one's cost. Shares, because the machine may be faster while one pair is measured than while another is.
   */
  added: number;
  /** Bytes of memory after the last round: the median of the processes. */
  rss: number;
}

export interface RequestOptions {
  /** How often each variant is started anew. */
  processes: number;
  /** Rounds with each process. */
  rounds: number;
  perRound: number;
  /** Only these variants, beside the first. */
  only?: RegExp | undefined;
}

/** Requests until V8 has made its last machine code for what runs in a tenth of them; a service runs for days. */
const WARM_UP = 150_000;

interface Samples {
  cpu: number[];
  /** Shares of the first variant's cost. */
  added: number[];
  rss: number[];
}

/**
 * The CPU that each variant's server spends on a request. Its rounds and those of the first are interleaved and compared,
 * so that whatever else the machine does falls on both alike; CPU time and not requests per second, because others may
 * use the machine too. Two processes of the same program may differ by some microseconds for as long as they live, by
 * what V8 happened to see when it made its machine code; so there are several of each.
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

/** Each with the first. */
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
 * Adds what one process of each costs, in turns. Only two at once: where many take turns, each idles for seconds, in
 * which V8 collects garbage and throws machine code away, and its next requests are dear, as no busy service's are.
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

/** The list begun elsewhere, so that none is always measured behind the same other one. */
function rotated<T>(list: readonly T[], by: number): T[] {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}
