import { startAgent, startSink } from "./agent.ts";

/**
 * Addresses of agents whose one rule records this share (`boost`: none, but the rule has a boost), and of a collector that
 * takes whatever is posted.
 */
export interface Endpoints {
  none: string;
  boost: string;
  tenth: string;
  all: string;
  collector: string;
}

/** Starts them for as long as this takes. */
export async function withEndpoints<T>(use: (endpoints: Endpoints) => Promise<T>): Promise<T> {
  const [none, boost, tenth, all, sink] = await Promise.all([
    startAgent(0),
    startAgent(0, { MaxRate: 1, CooldownWindowMinutes: 1 }),
    startAgent(0.1),
    startAgent(1),
    startSink(),
  ]);
  try {
    return await use({
      none: none.address,
      boost: boost.address,
      tenth: tenth.address,
      all: all.address,
      collector: sink.url,
    });
  } finally {
    for (const server of [none, boost, tenth, all, sink]) server.close();
  }
}
