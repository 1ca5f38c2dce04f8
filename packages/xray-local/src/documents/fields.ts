import type { SegmentDocument } from "./segment.ts";

/** Returns the value, with its members checked, if it has the documented type; otherwise undefined. */
type Check = (value: unknown) => unknown;

const text: Check = (value) => (typeof value === "string" ? value : undefined);
const number: Check = (value) => (typeof value === "number" && Number.isFinite(value) ? value : undefined);
const flag: Check = (value) => (typeof value === "boolean" ? value : undefined);
const scalar: Check = (value) => text(value) ?? number(value) ?? flag(value);
const anything: Check = (value) => value;

/** An object whose known fields are checked; `others` checks the rest. */
function object(fields: Readonly<Record<string, Check>>, others: Check = anything): Check {
  const checks = new Map(Object.entries(fields));
  return (value) => {
    if (!isRecord(value)) return undefined;
    for (const key of Object.keys(value)) {
      // JSON can create an own key __proto__, which must not become the prototype here.
      const check = checks.get(key) ?? others;
      if (check === anything) continue;
      const clean = check(value[key]);
      if (clean === value[key]) continue;
      if (clean === undefined) Reflect.deleteProperty(value, key);
      else Object.defineProperty(value, key, { value: clean, enumerable: true, writable: true, configurable: true });
    }
    return value;
  };
}

function list(check: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const clean = value.map((item: unknown) => check(item));
    const all: readonly unknown[] = value;
    return clean.every((item, at) => item === all[at] && item !== undefined) ? all : clean.filter(isThere);
  };
}

const exceptions = list(
  object({
    id: text,
    message: text,
    type: text,
    remote: flag,
    truncated: number,
    skipped: number,
    cause: text,
    stack: list(object({ path: text, line: number, label: text })),
  }),
);
const causeObject = object({ working_directory: text, paths: list(text), exceptions });
/** A cause may be just the id of an exception that another subsegment recorded. */
const cause: Check = (value) => (typeof value === "string" ? { exceptions: [{ id: value }] } : causeObject(value));

const FIELDS: Record<keyof SegmentDocument, Check> = {
  name: text,
  id: text,
  trace_id: text,
  parent_id: text,
  start_time: number,
  end_time: number,
  in_progress: flag,
  type: text,
  namespace: text,
  origin: text,
  resource_arn: text,
  user: text,
  inferred: flag,
  error: flag,
  fault: flag,
  throttle: flag,
  service: object({ version: text, name: text }),
  http: object({
    request: object({
      method: text,
      url: text,
      user_agent: text,
      client_ip: text,
      x_forwarded_for: flag,
      traced: flag,
    }),
    response: object({ status: number, content_length: number }),
  }),
  sql: object({}, text),
  aws: object({
    operation: text,
    account_id: text,
    region: text,
    request_id: text,
    queue_url: text,
    table_name: text,
    topic_arn: text,
    function_name: text,
    bucket_name: text,
    retries: number,
    ec2: object({ instance_id: text, availability_zone: text }),
    xray: object({ sdk: text, sdk_version: text, auto_instrumentation: flag, sampling_rule_name: text }),
  }),
  cause,
  annotations: object({}, scalar),
  metadata: object({}),
  links: list(object({ id: text, trace_id: text, attributes: object({}) })),
  precursor_ids: list(text),
  subsegments: (value) => subsegments(value),
};

const entity = object(FIELDS);
const subsegmentList = list(entity);

/** Embedded subsegments without the fields that joining needs are removed. */
function subsegments(value: unknown): unknown {
  const all = subsegmentList(value);
  if (!Array.isArray(all)) return undefined;
  return all.filter(
    (item) => isRecord(item) && item.id !== undefined && item.name !== undefined && item.start_time !== undefined,
  );
}

/**
 * The value as a document without fields of undocumented types; undefined if it is not an object. Modifies the value: a
 * schema library copies each document, which costs too much at 5,000 of them per second.
 */
export function cleaned(value: unknown): Partial<SegmentDocument> | undefined {
  return entity(value) === undefined ? undefined : (value as Partial<SegmentDocument>);
}

function isThere(value: unknown): boolean {
  return value !== undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
