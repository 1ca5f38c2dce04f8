import type { EdgeStats, ServiceNode } from "../page-api.ts";
import type { Flow, TraceFlows } from "./flows.ts";
import { nodeOf } from "./node.ts";
import { Statistics } from "./statistics.ts";

interface Collected {
  readonly stats: Statistics;
  readonly edges: Map<string, Statistics>;
  root: boolean;
}

/** The service map of some traces, by node name. `seconds` is the time they cover, for the calls per minute. */
export function serviceMap(traces: Iterable<TraceFlows>, seconds: number): ServiceNode[] {
  const nodes = new Map<string, Collected>();
  const nodeFor = (key: string): Collected => {
    let node = nodes.get(key);
    if (node === undefined) nodes.set(key, (node = { stats: new Statistics(), edges: new Map(), root: false }));
    return node;
  };
  for (const { path, seconds: took } of traces) {
    for (const [at, { to, outcome }] of path.served.entries()) nodeFor(to).stats.add(took[at] ?? 0, outcome);
    for (const [at, call] of path.calls.entries()) addCall(call, took[path.served.length + at] ?? 0, nodeFor);
    for (const root of path.roots) nodeFor(root).root = true;
  }
  const keys = [...nodes.keys()].sort();
  const ids = new Map(keys.map((key, id) => [key, id]));
  const toStats = (stats: Statistics): EdgeStats => stats.toStats(seconds);
  return [...ids].map(([key, id]): ServiceNode => {
    const { stats, edges, root } = nodeFor(key);
    const to = [...edges].map(([target, edge]) => ({ to: ids.get(target) ?? id, stats: toStats(edge) }));
    return { id, ...nodeOf(key), root, stats: toStats(stats), edges: to.sort((one, other) => one.to - other.to) };
  });
}

function addCall({ from, to, outcome }: Flow, seconds: number, nodeFor: (key: string) => Collected): void {
  if (from === undefined) return;
  nodeFor(to);
  const { edges } = nodeFor(from);
  let edge = edges.get(to);
  if (edge === undefined) edges.set(to, (edge = new Statistics()));
  edge.add(seconds, outcome);
}
