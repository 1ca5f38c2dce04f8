import {
  isMap,
  isPair,
  isScalar,
  isSeq,
  visit,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { DataFile } from "../read/data-file.ts";
import { once } from "./once.ts";

/** A collection with the nodes that it is in, outermost first; itself is the last. */
export interface Nested<T extends YAMLMap | YAMLSeq = YAMLMap> {
  readonly node: T;
  readonly within: readonly Node[];
}

/** Every map of a file, outer ones first. */
export const mapsOf = once((file: DataFile): Nested[] =>
  collectionsOf(file).flatMap((nested) => (isMap(nested.node) ? [{ ...nested, node: nested.node }] : [])),
);

/** Every map and list of a file, outer ones first. */
export const collectionsOf = once((file: DataFile): Nested<YAMLMap | YAMLSeq>[] => {
  const found: Nested<YAMLMap | YAMLSeq>[] = [];
  for (const document of file.documents) {
    visit(document, {
      Collection(_key, node, path) {
        const within = path.filter((above): above is Node => isMap(above) || isSeq(above));
        found.push({ node: node, within: [...within, node] });
      },
    });
  }
  return found;
});

/** The pair of a map with this key. */
export function pairOf(map: unknown, key: string): Pair<Scalar, Node | null> | undefined {
  if (!isMap(map)) return undefined;
  return pairsOf(map).find((pair) => pair.key.value === key);
}

/** The pairs of a map whose keys are plain. */
export function pairsOf(map: unknown): Pair<Scalar, Node | null>[] {
  if (!isMap(map)) return [];
  return map.items.filter((pair): pair is Pair<Scalar, Node | null> => isPair(pair) && isScalar(pair.key));
}

/** The value at a path of keys, and of indexes of lists. */
export function nodeAt(node: unknown, ...path: readonly (string | number)[]): Node | undefined {
  let at: unknown = node;
  for (const step of path) {
    at = typeof step === "string" ? pairOf(at, step)?.value : itemsOf(at)[step];
    if (at === undefined || at === null) return undefined;
  }
  return at as Node;
}

/** The items of a list; of another node, none. */
export function itemsOf(node: unknown): Node[] {
  return isSeq(node) ? (node.items as Node[]) : [];
}

/** A scalar's value as text; undefined for another node and for null. */
export function textOf(node: unknown): string | undefined {
  if (!isScalar(node) || node.value === null || node.value === undefined) return undefined;
  return typeof node.value === "string" ? node.value : JSON.stringify(node.value);
}

/** The text at a path. */
export function textAt(node: unknown, ...path: readonly (string | number)[]): string | undefined {
  return textOf(nodeAt(node, ...path));
}

/** The texts of a list of scalars, or of one scalar. */
export function textsOf(node: unknown): string[] {
  const nodes = isSeq(node) ? itemsOf(node) : [node];
  return nodes.map(textOf).filter((text) => text !== undefined);
}

/** Where a node begins in the file. */
export function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** Where a node's value ends in the file. */
export function endOf(node: Node): number {
  return node.range?.[1] ?? 0;
}
