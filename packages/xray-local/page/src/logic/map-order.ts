import type { ServiceNode } from "../../../src/page-api.ts";

/** What names a node from one answer to the next; its number may change. */
export function nodeKey({ name, type = "" }: Pick<ServiceNode, "name" | "type">): string {
  return JSON.stringify([name, type]);
}

/** The nodes in an order that new traffic doesn't change, so that the map stays as it is while its numbers move. */
export function inOrder(nodes: readonly ServiceNode[]): readonly ServiceNode[] {
  const keyed = nodes.map((node) => [nodeKey(node), node] as const);
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, node]) => node);
}
