import type { FinishedSpan, SpanEvent } from "../span.ts";
import { ANNOTATIONS_ATTRIBUTE } from "./annotations.ts";
import type { SegmentDocument } from "./types.ts";
import { seconds } from "./values.ts";

/** Attributes that a block of the document holds already, so that repeating them as metadata would only cost space. */
const HELD_BY: readonly [held: (document: SegmentDocument) => boolean, keys: ReadonlySet<string>][] = [
  [() => true, new Set([ANNOTATIONS_ATTRIBUTE, "url.query"])],
  [({ user }) => user !== undefined, new Set(["enduser.id", "user.id"])],
  [
    ({ http }) => http !== undefined,
    new Set([
      "client.address",
      "http.client_ip",
      "http.host",
      "http.method",
      "http.request.method",
      "http.response.body.size",
      "http.response.status_code",
      "http.scheme",
      "http.status_code",
      "http.target",
      "http.url",
      "http.user_agent",
      "network.peer.address",
      "server.address",
      "server.port",
      "url.full",
      "url.path",
      "url.scheme",
      "user_agent.original",
    ]),
  ],
  [
    ({ sql }) => sql !== undefined,
    new Set([
      "db.name",
      "db.namespace",
      "db.query.text",
      "db.statement",
      "db.system",
      "db.system.name",
      "db.user",
      "net.peer.name",
      "net.peer.port",
      "server.address",
      "server.port",
    ]),
  ],
  [
    ({ namespace }) => namespace === "aws",
    new Set([
      "aws.account.id",
      "aws.dynamodb.table_names",
      "aws.region",
      "aws.request_id",
      "aws.request.id",
      "aws.retries",
      "aws.sqs.queue.url",
      "cloud.region",
      "rpc.method",
      "rpc.service",
      "rpc.system",
      "rpc.system.name",
    ]),
  ],
];

/** Attributes `aws.xray.metadata.<namespace>` hold the JSON text of a whole namespace. */
export const METADATA_PREFIX = "aws.xray.metadata.";
/** Where X-Ray shows metadata that names no namespace. */
const DEFAULT_NAMESPACE = "default";

/** What X-Ray stores but does not index: the attributes that no block of the document holds, and the span's events. */
export function metadataOf(
  span: FinishedSpan,
  document: SegmentDocument,
  indexed: ReadonlySet<string>,
): Record<string, Record<string, unknown>> | undefined {
  // A Map, because a key such as __proto__ must not reach an object's prototype.
  const spaces = new Map<string, [string, unknown][]>();
  const add = (space: string, entries: [string, unknown][]): void => {
    spaces.set(space, [...(spaces.get(space) ?? []), ...entries]);
  };
  const held = HELD_BY.filter(([holds]) => holds(document)).map(([, keys]) => keys);
  const plain: [string, unknown][] = [];
  for (const [key, value] of Object.entries(span.attributes)) {
    if (value === undefined || indexed.has(key) || held.some((keys) => keys.has(key))) continue;
    if (key.startsWith(METADATA_PREFIX)) add(key.slice(METADATA_PREFIX.length), Object.entries(parsed(value)));
    else plain.push([key, value]);
  }
  const events = span.events.filter(({ name }) => name !== "exception");
  if (events.length > 0) plain.push(["events", events.map(eventOf)]);
  if (plain.length > 0) add(DEFAULT_NAMESPACE, plain);
  if (spaces.size === 0) return undefined;
  return Object.fromEntries([...spaces].map(([space, entries]) => [space, Object.fromEntries(entries)]));
}

function eventOf({ name, time, attributes }: SpanEvent): object {
  return { name, time: seconds(time), ...(attributes && { attributes }) };
}

function parsed(value: unknown): Record<string, unknown> {
  try {
    const object: unknown = typeof value === "string" ? JSON.parse(value) : value;
    if (typeof object === "object" && object !== null && !Array.isArray(object)) return { ...object };
  } catch {
    // Not JSON: kept as it is below.
  }
  return { value };
}
