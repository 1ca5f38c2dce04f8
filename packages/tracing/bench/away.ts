import { freePort } from "./agent.ts";
import { load } from "./load.ts";
import type { Peers } from "./peers.ts";
import { Subject } from "./subject.ts";
import { REGISTER } from "./variants.ts";

export interface Away {
  requests: number;
  /** Bytes of memory at each step, the first after the warm-up. */
  rss: number[];
  heap: number[];
}

/**
 * The memory of a server whose agent is unreachable, under sampled requests at full speed. Each is recorded; none can
 * be sent.
 */
export async function measureAway({ sdk3 }: Peers, requests: number, steps: number): Promise<Away> {
  const address = `127.0.0.1:${await freePort()}`;
  const subject = await Subject.start({
    name: "agent away",
    directory: sdk3,
    setup: REGISTER,
    env: { AWS_XRAY_DAEMON_ADDRESS: address },
  });
  const away: Away = { requests, rss: [], heap: [] };
  try {
    for (let step = 0; step < steps; step += 1) {
      await load(subject.port, Math.round(requests / steps), { sampled: true });
      const { rss, heap } = await subject.usageAfterCollection();
      away.rss.push(rss);
      away.heap.push(heap);
    }
  } finally {
    subject.stop();
  }
  return away;
}
