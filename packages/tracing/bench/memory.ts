import { withEndpoints } from "./endpoints.ts";
import { load } from "./load.ts";
import { median } from "./numbers.ts";
import type { Peers } from "./peers.ts";
import { Subject, type Variant } from "./subject.ts";
import { NAMES, variants } from "./variants.ts";

export interface MemoryUse {
  name: string;
  /** Bytes resident after the requests and a collection: the median of the processes. */
  rss: number;
}

/** After this many requests the memory of a limited heap no longer changes. */
const REQUESTS = 200_000;

/**
 * MiB: what Node chooses where it sees 192 MiB, the limit of the chart's API container. Without a limit V8 enlarges the
 * young generation (up to 128 MiB on 24 GB) whenever what outlived collections since the last time exceeds it, so that
 * the memory there depends on the number of requests, for the bare app as well.
 */
const SEMI_SPACE = 1;

const COMPARED: readonly string[] = [NAMES.bare, NAMES.none, NAMES.tenth, NAMES.all, NAMES.leanTenth, NAMES.leanAll];

/** The memory of each variant's server in a container of the chart's size. */
export async function measureMemory(peers: Peers, processes: number): Promise<MemoryUse[]> {
  return withEndpoints(async (endpoints) => {
    const used: MemoryUse[] = [];
    for (const variant of variants(peers, endpoints).filter(({ name }) => COMPARED.includes(name))) {
      const samples: number[] = [];
      for (let i = 0; i < processes; i += 1) samples.push(await rssOf(variant));
      used.push({ name: variant.name, rss: median(samples) });
    }
    return used;
  });
}

async function rssOf(variant: Variant): Promise<number> {
  const env = { ...variant.env, NODE_OPTIONS: `--max-semi-space-size=${SEMI_SPACE}` };
  const subject = await Subject.start({ ...variant, env });
  try {
    await load(subject.port, REQUESTS);
    return (await subject.usageAfterCollection()).rss;
  } finally {
    subject.stop();
  }
}
