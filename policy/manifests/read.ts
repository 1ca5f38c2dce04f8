import { isMap, LineCounter, parseAllDocuments, type Document } from "yaml";
import { keysOf } from "../kit/path.ts";
import { isRecord } from "../kit/read.ts";
import { manifestResource, type Resource } from "../kit/resource.ts";

/** An object of Kubernetes out of a file. */
export interface ManifestObject {
  readonly resource: Resource;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** The file, as the user named it. */
  readonly file: string;
  /** Which document of the file, from 1. */
  readonly document: number;
  /** The line of a path in the file; that of the nearest parent if the path doesn't exist. */
  lineOf(path: string | undefined): number;
}

/** The content of a file. */
export interface ReadManifests {
  readonly objects: readonly ManifestObject[];
  /** Why parts of it can't be read, a line each. */
  readonly problems: readonly string[];
}

/**
 * Reads the objects of a manifest: YAML with any number of documents, or JSON; a List is replaced by its items. Merge
 * keys (`<<`) are resolved, as kubectl and Helm do.
 */
export function readManifests(file: string, text: string): ReadManifests {
  if (text.includes("\u0000")) {
    const problem = `${file} is not UTF-8 text, but perhaps UTF-16, as PowerShell's > writes it. Save it as UTF-8.`;
    return { objects: [], problems: [problem] };
  }
  const objects: ManifestObject[] = [];
  const problems: string[] = [];
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true, merge: true });
  for (const [index, document] of (Array.isArray(documents) ? documents : []).entries()) {
    const { content, mistake } = unfold(document);
    if (mistake === undefined) collect({ file, document: index + 1, yaml: document, lines }, content);
    // The first line has the position; the others show the text there.
    else problems.push(`${file}, document ${index + 1}: this is not YAML: ${mistake.split("\n")[0] ?? ""}`);
  }
  return { objects, problems };

  function collect(source: Source, value: unknown, above: readonly (string | number)[] = []): void {
    // A template that renders to nothing produces an empty document.
    if (above.length === 0 && (value === null || value === undefined)) return;
    if (isRecord(value) && isList(value)) {
      value.items.forEach((item, index) => {
        collect(source, item, [...above, "items", index]);
      });
    } else if (isObject(value)) {
      objects.push(manifestObject(source, value, above));
    } else {
      const missing = isRecord(value) ? "it has no kind or no apiVersion" : "it is no object";
      const location = `${source.file}:${lineAt(source, above)}, document ${source.document}`;
      problems.push(`${location}: this is not an object of Kubernetes: ${missing}.`);
    }
  }
}

/** The values of a document. Only here does an alias without an anchor, or one that expands excessively, fail. */
function unfold(document: Document): { readonly content?: unknown; readonly mistake?: string } {
  const [mistake] = document.errors;
  if (mistake !== undefined) return { mistake: mistake.message };
  try {
    return { content: document.toJS() as unknown };
  } catch (error) {
    if (error instanceof ReferenceError) return { mistake: error.message };
    throw error;
  }
}

interface Source {
  readonly file: string;
  readonly document: number;
  readonly yaml: Document;
  readonly lines: LineCounter;
}

function isList(value: Readonly<Record<string, unknown>>): value is Readonly<{ items: readonly unknown[] }> {
  return typeof value.kind === "string" && value.kind.endsWith("List") && Array.isArray(value.items);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> & { readonly kind: string } {
  return isRecord(value) && typeof value.kind === "string" && typeof value.apiVersion === "string";
}

function manifestObject(
  source: Source,
  content: Readonly<Record<string, unknown>> & { readonly kind: string },
  above: readonly (string | number)[],
): ManifestObject {
  const metadata = isRecord(content.metadata) ? content.metadata : {};
  const resource = manifestResource(content);
  return {
    resource,
    kind: content.kind,
    name: resource.name,
    namespace: typeof metadata.namespace === "string" ? metadata.namespace : undefined,
    file: source.file,
    document: source.document,
    lineOf: (path) => lineAt(source, [...above, ...keysOf(path ?? "")]),
  };
}

function lineAt({ yaml, lines }: Source, keys: readonly (string | number)[]): number {
  for (let length = keys.length; length > 0; length--) {
    const offset = offsetAt(yaml, keys.slice(0, length));
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return lines.linePos(startOf(yaml.contents) ?? yaml.range?.[0] ?? 0).line;
}

/** The start of a member; for a member of an object, its key. */
function offsetAt(yaml: Document, keys: readonly (string | number)[]): number | undefined {
  const last = keys.at(-1);
  const parent: unknown = keys.length === 1 ? yaml.contents : yaml.getIn(keys.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => String(key) === String(last));
    return pair === undefined ? undefined : startOf(pair.key);
  }
  return startOf(yaml.getIn(keys, true));
}

function startOf(node: unknown): number | undefined {
  const range = isRecord(node) ? node.range : undefined;
  const start: unknown = Array.isArray(range) ? range[0] : undefined;
  return typeof start === "number" ? start : undefined;
}
