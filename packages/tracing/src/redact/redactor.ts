import type { Attributes, Link } from "@opentelemetry/api";
import { isCardNumber, SecretKeys } from "@pmp/secrets";
import { FACT_ATTRIBUTES } from "../request-facts.ts";
import { ANNOTATIONS_ATTRIBUTE } from "../segment/annotations.ts";
import { METADATA_PREFIX } from "../segment/metadata.ts";
import { withoutQuery } from "../segment/http.ts";
import type { FinishedSpan, SpanEvent } from "../span.ts";
import { REDACTED } from "./assignments.ts";
import { redactSql } from "./sql.ts";
import { TextRedactor } from "./text.ts";

/** What is redacted beside the built-in list. Nothing can be taken off that list. */
export interface RedactionOptions {
  /** Words; each key that holds one of them has its value replaced. */
  keys?: readonly string[];
  /** Patterns; what they match is replaced in each text. */
  patterns?: readonly RegExp[];
}

const SQL_KEYS = new Set(["db.query.text", "db.statement", "db.query.summary"]);
const URL_KEYS = new Set(["url.full", "http.url", "http.target", "url.path"]);
const QUERY_KEYS = new Set(["url.query", "url.fragment"]);
/** Written by this package itself from closed sets of values. */
const SAFE_KEYS = new Set([
  ANNOTATIONS_ATTRIBUTE,
  "aws.xray.sampling_rule_name",
  "http.request.method",
  "http.response.status_code",
  "network.peer.address",
  "server.port",
  "url.scheme",
]);
const MAX_DEPTH = 12;
const MAX_NODES = 5_000;

/** How many more lists and objects are looked through. */
interface Budget {
  left: number;
}

/** Takes secrets out of spans before any exporter sees them. */
export class Redactor {
  readonly #keys: SecretKeys;
  readonly #text: TextRedactor;
  /** By the attributes as they are. */
  readonly #resources = new WeakMap<Attributes, FinishedSpan["resource"]>();
  /** True where one of the facts of a request has a name that makes it secret. */
  readonly factsAreSecret: boolean;

  constructor({ keys = [], patterns = [] }: RedactionOptions = {}) {
    this.#keys = new SecretKeys(keys);
    this.#text = new TextRedactor(this.#keys, patterns);
    // No built-in word is in one of them (a test looks), and the first look compiles expressions: 0.5 ms of each start.
    this.factsAreSecret =
      keys.length > 0 && Object.values(FACT_ATTRIBUTES).some((key) => !SAFE_KEYS.has(key) && this.#keys.has(key));
  }

  /**
   * The span as it may leave the process: its own name, attributes, events, status and links. The span itself is not
   * changed.
   * @throws whatever goes wrong; the caller must then drop the span, never send the original
   */
  span(span: FinishedSpan): FinishedSpan {
    const { status } = span;
    return {
      name: this.text(span.name),
      kind: span.kind,
      spanContext: () => span.spanContext(),
      parentSpanContext: span.parentSpanContext,
      startTime: span.startTime,
      endTime: span.endTime,
      ended: span.ended,
      resource: this.resource(span.resource),
      attributes: this.attributes(span.attributes),
      status: status.message === undefined ? status : { code: status.code, message: this.text(status.message) },
      events: span.events.length === 0 ? span.events : span.events.map((event) => this.#event(event)),
      links: span.links.length === 0 ? span.links : span.links.map((link) => this.#link(link)),
    };
  }

  /** What a service says of itself: looked through once, as it is the same for all its spans. */
  resource({ attributes }: FinishedSpan["resource"]): FinishedSpan["resource"] {
    let known = this.#resources.get(attributes);
    if (!known) this.#resources.set(attributes, (known = { attributes: this.attributes(attributes) }));
    return known;
  }

  text(text: string): string {
    return this.#text.redact(text);
  }

  /** The same, escaped for a JSON string but without its quotes. */
  readonly escape = (text: string): string => this.#text.escape(text);

  attributes(attributes: Attributes): Attributes {
    const out: Attributes = {};
    const budget = { left: MAX_NODES };
    for (const key of Object.keys(attributes)) {
      const value = this.#attribute(key, attributes[key], budget);
      if (value === undefined) continue;
      const safeKey = this.#safeKey(key);
      if (safeKey !== "__proto__") out[safeKey] = value;
    }
    return out;
  }

  /** A key made from the request's data may itself hold a secret. */
  #safeKey(key: string): string {
    return SAFE_KEYS.has(key) ? key : this.text(key);
  }

  /** The names of the attributes to index, as `attributes` writes them. */
  #safeNames(names: Attributes[string]): Attributes[string] {
    return Array.isArray(names)
      ? names.flatMap((name: unknown) => (typeof name === "string" ? [this.#safeKey(name)] : []))
      : undefined;
  }

  #link(link: Link): Link {
    return link.attributes ? { ...link, attributes: this.attributes(link.attributes) } : link;
  }

  #event({ name, time, attributes, ...rest }: SpanEvent): SpanEvent {
    return { ...rest, name: this.text(name), time, ...(attributes && { attributes: this.attributes(attributes) }) };
  }

  #attribute(key: string, value: Attributes[string], budget: Budget): Attributes[string] {
    if (key === ANNOTATIONS_ATTRIBUTE) return this.#safeNames(value);
    if (SAFE_KEYS.has(key) && (typeof value === "string" || typeof value === "number")) return value;
    if (QUERY_KEYS.has(key) || this.#keys.isBody(key)) return undefined;
    if (typeof value === "string") {
      if (key.startsWith(METADATA_PREFIX)) return this.#json(value);
      if (this.#keys.has(key)) return REDACTED;
      if (SQL_KEYS.has(key)) return this.text(redactSql(value));
      return this.text(URL_KEYS.has(key) ? withoutQuery(value) : value);
    }
    return this.#value(value, key, 0, budget);
  }

  /** Any value; what is nested too deeply, or too much, to be looked at is replaced. */
  #value(value: unknown, key: string, depth: number, budget: Budget): Attributes[string] {
    if (value === null || value === undefined || typeof value === "boolean") return value;
    if (this.#keys.has(key)) return REDACTED;
    if (typeof value === "string") return this.text(value);
    if (typeof value === "number") return isCardNumber(String(value)) ? REDACTED : value;
    budget.left -= 1;
    if (typeof value !== "object" || depth >= MAX_DEPTH || budget.left <= 0 || ArrayBuffer.isView(value))
      return REDACTED;
    if (Array.isArray(value)) return value.map((item: unknown) => this.#value(item, key, depth + 1, budget));
    const entries = Object.entries(value).filter(([name]) => !this.#keys.isBody(name));
    return Object.fromEntries(
      entries.map(([name, item]) => [this.text(name), this.#value(item, name, depth + 1, budget)]),
    );
  }

  /** The JSON text of a metadata namespace, looked through value by value. */
  #json(text: string): string {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return this.text(text);
    }
    return JSON.stringify(this.#value(parsed, "", 0, { left: MAX_NODES }));
  }
}
