import { RULE_ATTRIBUTE } from "../http-request-info.ts";
import type { FinishedSpan, SpanEvent } from "../span.ts";
import { ANNOTATIONS_ATTRIBUTE } from "./annotations.ts";
import { THROTTLED_ATTRIBUTE } from "./throttling.ts";
import type { SegmentDocument } from "@pmp/segment";
import { seconds } from "./values.ts";

/** The blocks of a document, as bits. */
const ALWAYS = 1;
const USER = 2;
const HTTP = 4;
const SQL = 8;
const AWS = 16;

/** Attributes contained in a block of the document; repeating them as metadata would waste space. */
const HELD_BY = new Map<string, number>();
for (const [block, keys] of [
  [ALWAYS, [ANNOTATIONS_ATTRIBUTE, RULE_ATTRIBUTE, "url.query"]],
  [USER, ["enduser.id", "user.id"]],
  [
    HTTP,
    ["client.address", "http.client_ip", "http.host", "http.method", "http.request.method", "http.response.body.size"],
  ],
  [
    HTTP,
    ["http.response.status_code", "http.scheme", "http.status_code", "http.target", "http.url", "http.user_agent"],
  ],
  [HTTP, ["network.peer.address", "server.address", "server.port", "url.full", "url.path", "url.scheme"]],
  [HTTP, ["user_agent.original", "message.type", "messaging.message_payload_size_bytes"]],
  [SQL, ["db.name", "db.namespace", "db.query.text", "db.statement", "db.system", "db.system.name", "db.user"]],
  [SQL, ["db.connection_string", "net.peer.name", "net.peer.port", "server.address", "server.port"]],
  [
    AWS,
    ["aws.account.id", "aws.dynamodb.table_names", "aws.region", "aws.request_id", "aws.request.id", "aws.retries"],
  ],
  [
    AWS,
    [
      "aws.queue_url",
      "aws.sqs.queue.url",
      THROTTLED_ATTRIBUTE,
      "cloud.region",
      "rpc.method",
      "rpc.service",
      "rpc.system",
      "rpc.system.name",
    ],
  ],
] as const) {
  for (const key of keys) HELD_BY.set(key, (HELD_BY.get(key) ?? 0) | block);
}

function blocksOf({ user, http, sql, namespace }: SegmentDocument): number {
  return (
    ALWAYS | (user === undefined ? 0 : USER) | (http ? HTTP : 0) | (sql ? SQL : 0) | (namespace === "aws" ? AWS : 0)
  );
}

/** Attributes `aws.xray.metadata.<namespace>` contain the JSON text of a namespace. */
export const METADATA_PREFIX = "aws.xray.metadata.";
/** X-Ray's default namespace. */
const DEFAULT_NAMESPACE = "default";

/**
 * Data that X-Ray stores but does not index: attributes outside the document's blocks, the span's events, and resource
 * attributes.
 */
export function metadataOf(
  span: FinishedSpan,
  document: SegmentDocument,
  indexed: ReadonlySet<string>,
  service?: Readonly<Record<string, unknown>>,
): Record<string, Record<string, unknown>> | undefined {
  const { attributes } = span;
  const blocks = blocksOf(document);
  const plain: [string, unknown][] = [];
  const named: [string, [string, unknown][]][] = [];
  for (const key of Object.keys(attributes)) {
    const value = attributes[key];
    if (value === undefined || ((HELD_BY.get(key) ?? 0) & blocks) !== 0 || indexed.has(key)) continue;
    if (key.startsWith(METADATA_PREFIX)) named.push([key.slice(METADATA_PREFIX.length), Object.entries(parsed(value))]);
    else plain.push([key, value]);
  }
  const events = span.events.filter(({ name }) => name !== "exception");
  if (events.length > 0) plain.push(["events", events.map(eventOf)]);
  if (service) plain.push(...Object.entries(service));
  if (named.length === 0) return plain.length === 0 ? undefined : { [DEFAULT_NAMESPACE]: Object.fromEntries(plain) };
  // fromEntries makes own members of all keys: one such as __proto__ does not reach an object's prototype.
  const spaces = new Map<string, [string, unknown][]>(plain.length === 0 ? [] : [[DEFAULT_NAMESPACE, plain]]);
  for (const [space, entries] of named) spaces.set(space, [...(spaces.get(space) ?? []), ...entries]);
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
