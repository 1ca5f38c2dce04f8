import { Graph, layout, type GraphLabel } from "@dagrejs/dagre";
import type { EdgeStats, ServiceNode } from "../../../src/page-api.ts";
import { inOrder } from "./map-order.ts";

/** Size of a node's card in pixels. */
export const CARD = { width: 208, height: 84 } as const;
/** Size reserved for the numbers on an edge. */
const LABEL = { width: 76, height: 34 } as const;
const MARGIN = 24;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedNode {
  readonly node: ServiceNode;
  /** Top left corner. */
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge {
  readonly from: ServiceNode;
  readonly to: ServiceNode;
  readonly stats: EdgeStats;
  /** The line, as the `d` of an SVG path. */
  readonly path: string;
  /** Middle of the numbers. */
  readonly label: Point;
}

export interface MapLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** Types of dagre's input, which it extends with the positions: the graph, a node, an edge. */
interface Sheet extends GraphLabel {
  width?: number;
  height?: number;
}
interface Box extends Partial<Point> {
  width: number;
  height: number;
}
interface Route extends Box {
  labelpos: "c";
  points?: Point[];
}

/** @param direction from left to right, or from top to bottom on a narrow screen */
export function layoutMap(given: readonly ServiceNode[], direction: "LR" | "TB"): MapLayout {
  const nodes = inOrder(given);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const graph = new Graph<Sheet, Box, Route>();
  graph.setGraph({ rankdir: direction, nodesep: 28, ranksep: 36, edgesep: 16, marginx: MARGIN, marginy: MARGIN });
  for (const { id } of nodes) graph.setNode(String(id), { ...CARD });
  const wanted = nodes.flatMap((from) =>
    from.edges.flatMap(({ to: id, stats }) => {
      const to = byId.get(id);
      return to === undefined ? [] : [{ from, to, stats }];
    }),
  );
  for (const { from, to } of wanted) graph.setEdge(String(from.id), String(to.id), { ...LABEL, labelpos: "c" });
  layout(graph);
  const placed = nodes.map((node) => {
    const { x = 0, y = 0 } = graph.node(String(node.id));
    return { node, x: x - CARD.width / 2, y: y - CARD.height / 2 };
  });
  const edges = wanted.map((edge) => ({ ...edge, ...lineOf(graph.edge(String(edge.from.id), String(edge.to.id))) }));
  const { width = 0, height = 0 } = graph.graph();
  return { width, height, nodes: placed, edges };
}

function lineOf({ points = [], x = 0, y = 0 }: Route): { path: string; label: Point } {
  return { path: curve(points), label: { x, y } };
}

/** A smooth line along the points: straight at both ends, rounded at the turns. */
export function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return "";
  const parts = [`M${at(first)}`];
  for (let index = 0; index < rest.length - 1; index += 1) {
    const turn = rest[index];
    const next = rest[index + 1];
    if (turn === undefined || next === undefined) break;
    const end = index === rest.length - 2 ? next : { x: (turn.x + next.x) / 2, y: (turn.y + next.y) / 2 };
    parts.push(`Q${at(turn)} ${at(end)}`);
  }
  if (rest.length === 1) parts.push(`L${at(last)}`);
  return parts.join("");
}

function at({ x, y }: Point): string {
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}
