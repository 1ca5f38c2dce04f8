/** Something that only texts with a certain beginning concern. */
export interface Prefixed {
  /** In lower case; empty when any text may concern it. */
  readonly prefix: string;
}

/** All of `items`, or a question about one character that leaves fewer of them. */
interface Node<T> {
  readonly items: readonly T[];
  readonly position: number;
  /** Keyed by the character code at that position; undefined without a condition. */
  readonly buckets: ReadonlyMap<number, Node<T>> | undefined;
  readonly other: Node<T> | undefined;
}

/** Lists as short as this are not worth a question. */
const SHORT = 2;

/**
 * Indexes items by the characters of their prefixes, so that only rules with a matching prefix are tried.
 *
 * @returns the candidates for a lower-case text, in their order; may include false positives
 */
export function dispatchByPrefix<T extends Prefixed>(items: readonly T[]): (text: string) => readonly T[] {
  const root = build(items);
  return (text) => {
    let node = root;
    while (node.buckets !== undefined) {
      // Past the end of a text the code is NaN, which no bucket has.
      const next = node.buckets.get(text.charCodeAt(node.position)) ?? node.other;
      if (next === undefined) return node.items;
      node = next;
    }
    return node.items;
  };
}

function build<T extends Prefixed>(items: readonly T[]): Node<T> {
  const leaf = { items, position: 0, buckets: undefined, other: undefined };
  const position = items.length > SHORT ? bestPosition(items) : undefined;
  if (position === undefined) return leaf;
  const codes = new Set(items.flatMap(({ prefix }) => (prefix.length > position ? [prefix.charCodeAt(position)] : [])));
  const without = (code?: number): T[] =>
    items.filter(({ prefix }) => prefix.length <= position || prefix.charCodeAt(position) === code);
  const buckets = new Map([...codes].map((code) => [code, build(without(code))]));
  return { items, position, buckets, other: build(without()) };
}

/** The position at which the longest list that is left is the shortest; undefined when no position leaves fewer. */
function bestPosition(items: readonly Prefixed[]): number | undefined {
  const longest = Math.max(...items.map(({ prefix }) => prefix.length));
  let best: number | undefined;
  let bestSize = items.length;
  for (let position = 0; position < longest; position++) {
    const sizes = new Map<number, number>();
    let shared = 0;
    for (const { prefix } of items) {
      const code = prefix.charCodeAt(position);
      if (Number.isNaN(code)) shared++;
      else sizes.set(code, (sizes.get(code) ?? 0) + 1);
    }
    const size = shared + Math.max(...sizes.values());
    if (size < bestSize) [best, bestSize] = [position, size];
  }
  return best;
}
