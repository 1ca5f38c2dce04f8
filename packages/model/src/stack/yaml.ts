import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  Scalar,
  type Document,
  type Node,
} from "yaml";
import { numberOf, resolvePlain, type ScalarValue } from "./scalar.ts";

/** A value of a stack file, as the engine has it. */
export type YamlValue = ScalarValue | readonly YamlValue[] | { readonly [key: string]: YamlValue };

export type YamlTree = Readonly<Record<string, YamlValue>>;

/** The text is no YAML that the engine would take. */
export class YamlError extends Error {
  override readonly name = "YamlError";
}

/** Nodes that aliases may stand for, altogether: more is a file that means to exhaust its reader. */
const MOST_NODES = 100_000;

/**
 * Reads YAML as Pulumi's engine does, with merge keys and anchors.
 *
 * @throws {@link YamlError} with the place of the first mistake
 */
export function readYaml(text: string): YamlValue {
  const lineCounter = new LineCounter();
  // The engine reads the first document of a file.
  const [document] = parseAllDocuments(text.replace(/^\uFEFF/, ""), {
    schema: "failsafe",
    logLevel: "silent",
    lineCounter,
  });
  if (document === undefined) return null;
  const [mistake] = document.errors;
  // The first line has the place; the others draw it.
  if (mistake !== undefined) throw new YamlError(mistake.message.split("\n")[0] ?? mistake.message);
  return new Reader(document, lineCounter).read(document.contents);
}

class Reader {
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;
  readonly #open = new Set<Node>();
  #nodes = 0;

  constructor(document: Document.Parsed, lines: LineCounter) {
    this.#document = document;
    this.#lines = lines;
  }

  read(node: unknown): YamlValue {
    this.#nodes += 1;
    if (this.#nodes > MOST_NODES) throw new YamlError("its aliases stand for too much");
    if (isAlias(node)) return this.#inside(this.#target(node), (target) => this.read(target));
    if (isScalar(node)) return scalarOf(node);
    if (isSeq(node)) return node.items.map((item) => this.read(item));
    return isMap(node) ? this.#map(node) : null;
  }

  /** Own members win over merged ones, wherever they stand; of several merged maps the first wins. */
  #map(node: Node): Readonly<Record<string, YamlValue>> {
    const own = new Map<string, YamlValue>();
    const merged = new Map<string, YamlValue>();
    for (const { key, value } of isMap(node) ? node.items : []) {
      if (isMergeKey(key)) {
        for (const [name, each] of this.#merged(value, node)) if (!merged.has(name)) merged.set(name, each);
      } else own.set(keyOf(this.read(key)), this.read(value));
    }
    return Object.fromEntries([...merged, ...own]);
  }

  #merged(node: unknown, at: Node): (readonly [string, YamlValue])[] {
    const list = isSeq(node) ? node.items : [node];
    return list.flatMap((item) => {
      const target = isAlias(item) ? this.#target(item) : item;
      if (!isMap(target)) throw this.#mistake("<< takes a map, or a list of maps", at);
      return this.#inside(target, (map) => Object.entries(this.#map(map)));
    });
  }

  #target(alias: Node): Node {
    const target = isAlias(alias) ? alias.resolve(this.#document) : undefined;
    if (target !== undefined) return target;
    throw this.#mistake(`there is no anchor for ${isAlias(alias) ? `*${alias.source}` : "an alias"}`, alias);
  }

  #inside<T>(node: Node, read: (node: Node) => T): T {
    if (this.#open.has(node)) throw this.#mistake("an anchor contains itself", node);
    this.#open.add(node);
    try {
      return read(node);
    } finally {
      this.#open.delete(node);
    }
  }

  #mistake(what: string, node: Node): YamlError {
    const { line, col } = this.#lines.linePos(node.range?.[0] ?? 0);
    return new YamlError(`${what} at line ${line}, column ${col}`);
  }
}

/** A key that is no text is written as Go prints it. */
function keyOf(value: YamlValue): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function isMergeKey(key: unknown): boolean {
  // Quotes make no difference: the engine rewrites the file before it reads the values.
  return isScalar(key) && key.value === "<<";
}

function scalarOf(node: Scalar): ScalarValue {
  const text = typeof node.value === "string" ? node.value : "";
  const tag = node.tag?.replace(/^tag:yaml\.org,2002:/, "");
  if (tag === undefined) return node.type === Scalar.PLAIN || node.value === null ? resolvePlain(text) : text;
  if (tag === "int" || tag === "float") return numberOf(text) ?? text;
  if (tag === "bool" || tag === "null") return resolvePlain(text);
  return text;
}
