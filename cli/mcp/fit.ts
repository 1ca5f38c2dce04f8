/** The most characters of an answer, as JSON. */
export const ANSWER_LIMIT = 20_000;
/** The most characters of one text in an answer. */
const TEXT_LIMIT = 2_000;
/** A list that is shorter is kept whole: then a text is what is long. */
const MOST_TEXTS = 200;
/** For the sentences about what was left out. */
const RESERVE = 1_000;

type Tree = Readonly<Record<string, unknown>>;

interface List {
  readonly path: string;
  readonly items: unknown[];
  /** In characters of JSON. */
  readonly length: number;
}

/**
 * The answer within the limit: long texts are cut, then items at the end of the longest lists are left out.
 *
 * @param more how to ask for the rest of a list, by the list's name
 * @returns the answer with `leftOut`: a sentence for each list or text that is not complete
 */
export function fit(answer: Tree, more: Readonly<Record<string, string>> = {}, limit = ANSWER_LIMIT): Tree {
  const cut = { texts: 0 };
  const copy = shorten(answer, TEXT_LIMIT, cut) as Record<string, unknown>;
  const lists = new Map<string, number>();
  let texts = TEXT_LIMIT;
  for (;;) {
    const over = JSON.stringify(copy).length - (limit - RESERVE);
    if (over <= 0) break;
    const longest = listsOf(copy).reduce<List | undefined>(
      (one, other) => (one === undefined || other.length > one.length ? other : one),
      undefined,
    );
    if (longest !== undefined && longest.length > MOST_TEXTS) {
      lists.set(longest.path, (lists.get(longest.path) ?? 0) + drop(longest.items, over));
    } else {
      texts = Math.floor(texts / 2);
      Object.assign(copy, shorten(copy, texts, cut));
      // Only the names of members are left: nothing that a tool answers has so many.
      if (texts === 0) break;
    }
  }
  return { ...copy, leftOut: [...listed(answer), ...sentences(lists, more), ...aboutTexts(cut.texts)] };
}

/** What the tool itself left out. */
function listed({ leftOut }: Tree): readonly unknown[] {
  return Array.isArray(leftOut) ? leftOut : [];
}

function sentences(lists: ReadonlyMap<string, number>, more: Readonly<Record<string, string>>): string[] {
  return [...lists].map(([path, count]) => {
    const how = more[path] ?? "";
    return `${count} at the end of ${path}.${how === "" ? "" : ` ${how}`}`;
  });
}

function aboutTexts(count: number): string[] {
  return count === 0 ? [] : [`${count} long texts are cut, where they end with …`];
}

/** Removes items from the end, all but the first, until so many characters are saved; returns how many it removed. */
function drop(items: unknown[], over: number): number {
  let [saved, count] = [0, 0];
  while (saved < over && items.length > 1) {
    saved += JSON.stringify(items.pop()).length + 1;
    count += 1;
  }
  return count;
}

/** A copy with shorter texts. */
function shorten(value: unknown, limit: number, cut: { texts: number }): unknown {
  if (typeof value === "string") {
    if (value.length <= limit + 1) return value;
    cut.texts += 1;
    return `${value.slice(0, limit)}…`;
  }
  if (Array.isArray(value)) return value.map((item) => shorten(item, limit, cut));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shorten(item, limit, cut)]));
}

/** The lists of the tree that may lose items: the outer ones; a list of one item keeps it, and may lose what is in it. */
function listsOf(tree: unknown, path = ""): List[] {
  if (typeof tree !== "object" || tree === null) return [];
  if (!Array.isArray(tree)) {
    return Object.entries(tree).flatMap(([key, item]) => listsOf(item, path === "" ? key : `${path}.${key}`));
  }
  if (tree.length === 1) return listsOf(tree[0], path);
  return [{ path, items: tree, length: JSON.stringify(tree).length }];
}
