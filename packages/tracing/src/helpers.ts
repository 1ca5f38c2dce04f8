import type { Span } from "@opentelemetry/api";
import { recordErrorOn } from "./errors.ts";
import { toPlain } from "./plain-json.ts";
import { Redactor } from "./redact/redactor.ts";
import { messageOf, warn, warnOnce } from "./report.ts";
import {
  ANNOTATIONS_ATTRIBUTE,
  cleanAnnotationKey,
  MAX_ANNOTATION_KEY,
  MAX_ANNOTATION_VALUE,
  MAX_ANNOTATIONS,
} from "./segment/annotations.ts";
import { METADATA_PREFIX } from "./segment/metadata.ts";
import { keeperOf, segmentOf } from "./segment-context.ts";
import { shared } from "./shared.ts";
import { UnsampledSpan } from "./unsampled-span.ts";

/** A span's annotation keys as sent to X-Ray, and as given: secrets in a key are only recognizable in the latter. */
const annotated = shared("annotated", () => new WeakMap<Span, Map<string, string>>());
const redactor = new Redactor();
const stored = shared("stored", () => new WeakMap<Span, Map<string, Record<string, unknown>>>());

/**
 * Adds annotations to the segment of the current request: X-Ray indexes them, so that traces can be searched by them
 * (`annotation.plan = "gold"`). Keys are letters, digits, `_` and `.`, at most 500; values are numbers, booleans, or
 * texts of at most 1,000 characters; X-Ray indexes at most 50 per trace. Anything else is converted or left out, with
 * one warning. Does nothing where no request is recorded, and never throws.
 */
export function annotate(values: Readonly<Record<string, string | number | boolean>>): void {
  onSegment(values, annotateSpan, (given) => ({ ...given }));
}

/** Adds annotations to a span. */
export function annotateSpan(span: Span, values: Readonly<Record<string, string | number | boolean>>): void {
  const keys = annotated.get(span) ?? new Map<string, string>();
  annotated.set(span, keys);
  for (const [key, value] of Object.entries(values)) annotateOne(span, keys, key, value);
  span.setAttribute(ANNOTATIONS_ATTRIBUTE, [...keys.values()]);
}

function annotateOne(span: Span, keys: Map<string, string>, key: string, value: unknown): void {
  const clean = cleanAnnotationKey(key);
  if (clean !== key) {
    const shown = redactor.text(key, 100);
    warnOnce(
      `annotation-key:${clean}`,
      `the annotation key ${JSON.stringify(shown)} becomes "${cleanAnnotationKey(shown)}": X-Ray allows only letters, digits, "_" and ".", at most ${MAX_ANNOTATION_KEY}.`,
    );
  }
  const scalar = typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
  if (clean === "" || !scalar) {
    warnOnce(
      `annotation-type:${clean}`,
      `the annotation "${shortName(key)}" is left out: its value must be a text, a number or a boolean. Use metadata() for anything else.`,
    );
    return;
  }
  if (!keys.has(clean) && keys.size >= MAX_ANNOTATIONS) {
    warnOnce(
      "annotation-count",
      `X-Ray indexes at most ${MAX_ANNOTATIONS} annotations of a trace; the rest are left out.`,
    );
    return;
  }
  const name = keys.get(clean) ?? key;
  keys.set(clean, name);
  if (typeof value === "string" && value.length > MAX_ANNOTATION_VALUE) {
    // Truncated on export, after redaction.
    warnOnce(
      `annotation-value:${clean}`,
      `the value of the annotation "${shortName(key)}" is cut: X-Ray takes at most ${MAX_ANNOTATION_VALUE} characters.`,
    );
  }
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    span.setAttribute(name, value);
}

/** A key as it may be shown in a warning. */
function shortName(key: string): string {
  return cleanAnnotationKey(redactor.text(key, 100));
}

/**
 * Adds metadata to the segment of the current request: X-Ray stores it but does not search it. Accepts any data and
 * copies it immediately; what is not plain data, too deep or too large is left out. Secrets are redacted as everywhere,
 * but don't pass request bodies. Does nothing where no request is recorded, and never throws.
 *
 * @param namespace the heading under which X-Ray shows it
 */
export function metadata(values: Readonly<Record<string, unknown>>, namespace = "default"): void {
  attempt(() => {
    const span = segmentOf();
    if (span) addMetadata(span, values, namespace);
  });
}

/** Adds metadata to a span. */
export function addMetadata(span: Span, values: Readonly<Record<string, unknown>>, namespace: string): void {
  const spaces = stored.get(span) ?? new Map<string, Record<string, unknown>>();
  stored.set(span, spaces);
  const plain = toPlain(values);
  const merged = { ...spaces.get(namespace), ...(typeof plain === "object" ? plain : {}) };
  spaces.set(namespace, merged);
  span.setAttribute(`${METADATA_PREFIX}${namespace}`, JSON.stringify(merged));
}

/**
 * Sets X-Ray's `user` field for the current request: an id, not a name or an e-mail address. Texts are truncated to 250
 * characters (X-Ray's limit); numbers are written in decimal digits. Anything else, including an empty text, is left
 * out with one warning.
 */
export function setUser(id: string | number | bigint): void {
  onSegment(id, setUserOn);
}

function setUserOn(span: Span, id: string | number | bigint): void {
  const user = userText(id);
  if (user === undefined) {
    warnOnce(
      `user-${typeof id}`,
      `setUser() was given ${describeUser(id)} and sets no user: the id must be a text that is not empty, or a number.`,
    );
    return;
  }
  // The collector's exporter reads the older name of the same thing.
  span.setAttributes({ "user.id": user, "enduser.id": user });
}

function userText(id: unknown): string | undefined {
  if (typeof id === "string") return id === "" ? undefined : id;
  return typeof id === "bigint" || (typeof id === "number" && Number.isFinite(id)) ? String(id) : undefined;
}

/** Only the type of a value, as the value may be personal data. */
function describeUser(id: unknown): string {
  if (id === "") return "an empty text";
  if (typeof id === "number") return String(id);
  return id === null ? "null" : id === undefined ? "undefined" : `a value of type ${typeof id}`;
}

/**
 * Records an error on the segment of the current request, with its stack and causes. The segment becomes a fault,
 * unless the response's status says otherwise. Errors thrown by a handler are recorded automatically.
 */
export function recordError(error: unknown): void {
  attempt(() => {
    const span = keeperOf();
    if (span) recordErrorOn(span, error);
  });
}

/**
 * Applies a value to the segment, or keeps it for the case that an unsampled request is captured.
 * @param copy for a value that the app may change later
 */
function onSegment<T>(value: T, act: (span: Span, value: T) => void, copy = (given: T): T => given): void {
  attempt(() => {
    const span = keeperOf();
    if (!(span instanceof UnsampledSpan)) {
      if (span) act(span, value);
      return;
    }
    const own = copy(value);
    span.keep((captured) => act(captured, own));
  });
}

/** A failure of tracing must not make the app fail. */
export function attempt(record: () => void): void {
  try {
    record();
  } catch (error) {
    warn("helper", `a value could not be recorded: ${messageOf(error)}`);
  }
}
