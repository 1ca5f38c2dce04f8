import type { ServiceNode } from "../../../src/page-api.ts";

/** Identifies a node across responses; its id may change. */
export function nodeKey({ name, type = "" }: Pick<ServiceNode, "name" | "type">): string {
  return JSON.stringify([name, type]);
}

/** The nodes in an order that does not depend on traffic, so that the map's layout stays stable. */
export function inOrder(nodes: readonly ServiceNode[]): readonly ServiceNode[] {
  const keyed = nodes.map((node) => [nodeKey(node), node] as const);
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, node]) => node);
}
