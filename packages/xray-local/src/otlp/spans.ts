import { SpanKind, SpanStatusCode, type FinishedSpan, type SpanEvent } from "../../../tracing/src/span.ts";
import { attributesOf, listOf, member, numberOf, textOf, type Attributes } from "./values.ts";

export type OtlpSpan = FinishedSpan;
type HrTime = FinishedSpan["startTime"];
type SpanContext = ReturnType<FinishedSpan["spanContext"]>;
type Link = FinishedSpan["links"][number];

/** Bits of a span's flags: whether it is known that the parent is remote, and whether it is. */
const KNOWS_PARENT = 0x100;
const PARENT_IS_REMOTE = 0x200;
const SAMPLED = 1;
/** By OTLP's numbers; 0 is unspecified, which means internal. */
const KINDS = [
  SpanKind.INTERNAL,
  SpanKind.INTERNAL,
  SpanKind.SERVER,
  SpanKind.CLIENT,
  SpanKind.PRODUCER,
  SpanKind.CONSUMER,
] as const;
const STATUS_CODES = [SpanStatusCode.UNSET, SpanStatusCode.OK, SpanStatusCode.ERROR] as const;

/** The spans of a request in OTLP's JSON form, and the number of invalid ones. */
export function readSpans(request: unknown): { spans: OtlpSpan[]; rejected: number } {
  const spans: OtlpSpan[] = [];
  let rejected = 0;
  for (const resourceSpans of listOf(member(request, "resourceSpans"))) {
    const resource = { attributes: attributesOf(member(member(resourceSpans, "resource"), "attributes")) };
    for (const scopeSpans of listOf(member(resourceSpans, "scopeSpans"))) {
      for (const item of listOf(member(scopeSpans, "spans"))) {
        const span = readSpan(item, resource);
        if (span === undefined) rejected++;
        else spans.push(span);
      }
    }
  }
  return { spans, rejected };
}

function readSpan(item: unknown, resource: { attributes: Attributes }): OtlpSpan | undefined {
  const context = contextOf(item);
  const startTime = timeOf(member(item, "startTimeUnixNano"));
  if (context === undefined || startTime === undefined) return undefined;
  const parentId = idOf(member(item, "parentSpanId"), 16);
  const flags = numberOf(member(item, "flags")) ?? 0;
  const remote = (flags & KNOWS_PARENT) !== 0 && (flags & PARENT_IS_REMOTE) !== 0;
  const status = member(item, "status");
  return {
    name: textOf(member(item, "name")) ?? "unknown",
    kind: KINDS[numberOf(member(item, "kind")) ?? 0] ?? SpanKind.INTERNAL,
    spanContext: () => context,
    parentSpanContext: parentId === undefined ? undefined : { ...context, spanId: parentId, isRemote: remote },
    startTime,
    endTime: timeOf(member(item, "endTimeUnixNano")) ?? startTime,
    status: statusOf(status),
    attributes: attributesOf(member(item, "attributes")),
    links: listOf(member(item, "links")).flatMap(linkOf),
    events: listOf(member(item, "events")).flatMap((event) => eventOf(event, startTime)),
    ended: true,
    resource,
  };
}

function contextOf(item: unknown): SpanContext | undefined {
  const traceId = idOf(member(item, "traceId"), 32);
  const spanId = idOf(member(item, "spanId"), 16);
  return traceId === undefined || spanId === undefined ? undefined : { traceId, spanId, traceFlags: SAMPLED };
}

/** An id is bytes in protobuf, hexadecimal text in JSON; all zeros means none. */
function idOf(value: unknown, digits: number): string | undefined {
  const text = value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
  if (typeof text !== "string" || text.length !== digits || !/^[0-9a-f]+$/i.test(text) || /^0+$/.test(text)) {
    return undefined;
  }
  return text.toLowerCase();
}

const NANOS = 1_000_000_000n;

/** Nanoseconds since the epoch, as a string or a number; 0 means none. */
function timeOf(value: unknown): HrTime | undefined {
  if (typeof value !== "number" && typeof value !== "string") return undefined;
  let nanos: bigint;
  try {
    nanos = BigInt(value);
  } catch {
    return undefined;
  }
  return nanos <= 0n ? undefined : [Number(nanos / NANOS), Number(nanos % NANOS)];
}

function statusOf(status: unknown): OtlpSpan["status"] {
  const message = textOf(member(status, "message"));
  const code = STATUS_CODES[numberOf(member(status, "code")) ?? 0] ?? SpanStatusCode.UNSET;
  return { code, ...(message !== undefined && { message }) };
}

function eventOf(event: unknown, start: HrTime): SpanEvent[] {
  const name = textOf(member(event, "name"));
  if (name === undefined) return [];
  const time = timeOf(member(event, "timeUnixNano")) ?? start;
  return [{ name, time, attributes: attributesOf(member(event, "attributes")) }];
}

function linkOf(link: unknown): Link[] {
  const context = contextOf(link);
  return context === undefined ? [] : [{ context, attributes: attributesOf(member(link, "attributes")) }];
}
