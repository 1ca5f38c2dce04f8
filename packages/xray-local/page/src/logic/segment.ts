import type { SegmentDocument } from "../../../src/page-api.ts";

/** A segment, or a subsegment that was joined to one. */
export type Segment = SegmentDocument;

/** A value with its path in a block: `request.method`. */
export interface Field {
  readonly key: string;
  readonly value: string;
}

export interface Frame {
  readonly label: string;
  readonly path: string;
  readonly line: string;
}

export type ExceptionRecord = NonNullable<NonNullable<Segment["cause"]>["exceptions"]>[number];

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The values of a block by their path. A list is one field. */
export function fieldsOf(block: unknown, prefix = ""): Field[] {
  if (!isPlain(block)) return [];
  return Object.entries(block).flatMap(([name, value]) => {
    const key = prefix === "" ? name : `${prefix}.${name}`;
    if (value === undefined) return [];
    if (isPlain(value)) return fieldsOf(value, key);
    return [{ key, value: shown(value) }];
  });
}

/** A value as one line of text. */
function shown(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : JSON.stringify(value);
}

/** The frames of an exception; missing fields are empty. */
export function framesOf({ stack = [] }: ExceptionRecord): Frame[] {
  return stack.map(({ label = "", path = "", line }) => ({
    label,
    path,
    line: line === undefined ? "" : String(line),
  }));
}

/** Whether a frame is from the app's own code, not from a package or Node.js. */
export function isOwnFrame({ path }: Frame): boolean {
  return path !== "" && !path.startsWith("node:") && !/(^|[/\\])node_modules[/\\]/.test(path);
}

/** A short description of a segment: `GET /orders 200`, `PutItem orders`, a query. */
export function subtitle({ sql, aws, http }: Segment): string {
  if (sql?.sanitized_query !== undefined) return sql.sanitized_query.replaceAll(/\s+/g, " ");
  const url = http?.request?.url;
  return [
    aws?.operation,
    aws?.table_name ?? aws?.bucket_name ?? aws?.function_name,
    http?.request?.method,
    url === undefined ? undefined : pathOf(url),
    http?.response?.status === undefined ? undefined : String(http.response.status),
  ]
    .filter((part) => part !== undefined && part !== "")
    .join(" ");
}

/** The path of a URL; other texts are returned unchanged. */
export function pathOf(url: string): string {
  const path = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1];
  return path === undefined ? url : path || "/";
}

/** A segment without its subsegments, for the raw view of one row. */
export function withoutChildren({
  subsegments,
  ...rest
}: Segment): Omit<Segment, "subsegments"> & { subsegments?: string } {
  const children = subsegments?.length ?? 0;
  return children === 0 ? rest : { ...rest, subsegments: `${children} shown as rows of their own` };
}
