import type { EdgeStats, ServiceNode } from "../page-api.ts";
import type { Flow, TraceFlows } from "./flows.ts";
import { nodeOf } from "./node.ts";
import { Statistics } from "./statistics.ts";

interface Collected {
  readonly stats: Statistics;
  readonly edges: Map<string, Statistics>;
  root: boolean;
}

/** The service map of some traces, by node name. `seconds` is the time that they cover, for the calls per minute. */
export function serviceMap(traces: Iterable<TraceFlows>, seconds: number): ServiceNode[] {
  const nodes = new Map<string, Collected>();
  const nodeFor = (key: string): Collected => {
    let node = nodes.get(key);
    if (node === undefined) nodes.set(key, (node = { stats: new Statistics(), edges: new Map(), root: false }));
    return node;
  };
  for (const { way, seconds: took } of traces) {
    for (const [at, { to, outcome }] of way.served.entries()) nodeFor(to).stats.add(took[at] ?? 0, outcome);
    for (const [at, call] of way.calls.entries()) addCall(call, took[way.served.length + at] ?? 0, nodeFor);
    for (const root of way.roots) nodeFor(root).root = true;
  }
  const keys = [...nodes.keys()].sort();
  const ids = new Map(keys.map((key, id) => [key, id]));
  const told = (stats: Statistics): EdgeStats => stats.told(seconds);
  return [...ids].map(([key, id]): ServiceNode => {
    const { stats, edges, root } = nodeFor(key);
    const to = [...edges].map(([target, edge]) => ({ to: ids.get(target) ?? id, stats: told(edge) }));
    return { id, ...nodeOf(key), root, stats: told(stats), edges: to.sort((one, other) => one.to - other.to) };
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
