import type { Attributes, Link } from "@opentelemetry/api";
import { isCardNumber, SecretKeys } from "@pmp/secrets";
import { INFO_ATTRIBUTES } from "../http-request-info.ts";
import { ANNOTATIONS_ATTRIBUTE, cleanAnnotationKey, MAX_ANNOTATION_VALUE } from "../segment/annotations.ts";
import { METADATA_PREFIX } from "../segment/metadata.ts";
import { withoutQuery } from "../segment/http.ts";
import { cut } from "../segment/values.ts";
import type { FinishedSpan, SpanEvent } from "../span.ts";
import { redactList, redactPair } from "./lists.ts";
import { dialectOf } from "./sql.ts";
import type { SqlDialect } from "./sql-scan.ts";
import { TextRedactor } from "./text.ts";
import { REDACTED } from "./values.ts";

/** Additions to the built-in list. Nothing can be removed from that list. */
export interface RedactionOptions {
  /** Words; the value of each key that contains one is replaced. */
  keys?: readonly string[];
  /** Patterns whose matches are replaced in each text. */
  patterns?: readonly RegExp[];
}

const SQL_KEYS = new Set(["db.query.text", "db.statement", "db.query.summary"]);
/** Values of a statement's placeholders, which are always literals. */
const SQL_VALUES =
  /^(?:db|sql|prisma|typeorm|sequelize|knex)\.(?:[\w.-]*[._-])?(?:parameters?|params|values|bindings|args|arguments|binds)(?:\.|$)/i;
const HOST_KEYS = new Set(["server.address", "http.host", "net.host.name", "net.peer.name", "peer.service"]);
const REDIS_KEY = /^redis|^valkey|^memcached/i;
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
/** Limit for texts in metadata and lists; `plain-json.ts` keeps this length plus what redaction looks at beyond it. */
const MAX_NESTED_TEXT = 8_192;
/** A longer stack takes space without adding information. */
const MAX_STACK = 16_384;

/** The remaining number of lists and objects to redact. */
interface Budget {
  left: number;
}

/** Removes secrets from spans before any exporter sees them. */
export class Redactor {
  readonly #keys: SecretKeys;
  readonly #text: TextRedactor;
  /** Keyed by the attributes object. */
  readonly #resources = new WeakMap<Attributes, FinishedSpan["resource"]>();
  /** True if a name recorded for every request counts as secret. */
  readonly infoIsSecret: boolean;

  constructor({ keys = [], patterns = [] }: RedactionOptions = {}) {
    this.#keys = new SecretKeys(keys);
    this.#text = new TextRedactor(this.#keys, patterns);
    // No built-in word occurs in them (tested), and the first check compiles expressions: 0.5 ms of each start.
    this.infoIsSecret =
      keys.length > 0 && Object.values(INFO_ATTRIBUTES).some((key) => !SAFE_KEYS.has(key) && this.#keys.has(key));
  }

  /**
   * Returns a redacted copy of the span: name, attributes, events, status and links. The span itself is not changed.
   * @throws any error; the caller must then drop the span, never send the original
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

  /** Resource attributes, redacted once, as they are the same for all spans. */
  resource({ attributes }: FinishedSpan["resource"]): FinishedSpan["resource"] {
    let known = this.#resources.get(attributes);
    if (!known) this.#resources.set(attributes, (known = { attributes: this.attributes(attributes) }));
    return known;
  }

  /** @param limit characters to keep; longer texts are redacted before they are truncated */
  text(text: string, limit?: number): string {
    return this.#text.redact(text, limit);
  }

  /** The same, escaped for a JSON string but without its quotes. */
  readonly escape = (text: string): string => this.#text.escape(text);

  attributes(attributes: Attributes): Attributes {
    const out: Attributes = {};
    const budget = { left: MAX_NODES };
    const listed = attributes[ANNOTATIONS_ATTRIBUTE];
    const indexed = Array.isArray(listed) ? new Set<unknown>(listed) : undefined;
    for (const key of Object.keys(attributes)) {
      const redacted = this.#attribute(key, attributes, budget);
      if (redacted === undefined) continue;
      const isIndexed = indexed?.has(key) ?? false;
      const value = isIndexed && typeof redacted === "string" ? cut(redacted, MAX_ANNOTATION_VALUE) : redacted;
      const safeKey = this.#safeKey(key, isIndexed);
      if (safeKey !== "__proto__" && safeKey !== "") out[safeKey] = value;
    }
    return out;
  }

  /** A key made from request data may itself contain a secret. An annotation's is redacted before it is normalized. */
  #safeKey(key: string, indexed: boolean): string {
    if (SAFE_KEYS.has(key)) return key;
    return indexed ? cleanAnnotationKey(this.text(key)) : this.text(key);
  }

  /** The names of the attributes to index, as `attributes` writes them. */
  #safeNames(names: Attributes[string]): Attributes[string] {
    return Array.isArray(names)
      ? names.flatMap((name: unknown) => (typeof name === "string" ? [this.#safeKey(name, true)] : []))
      : undefined;
  }

  #link(link: Link): Link {
    return link.attributes ? { ...link, attributes: this.attributes(link.attributes) } : link;
  }

  #event({ name, time, attributes, ...rest }: SpanEvent): SpanEvent {
    return { ...rest, name: this.text(name), time, ...(attributes && { attributes: this.attributes(attributes) }) };
  }

  #attribute(key: string, attributes: Attributes, budget: Budget): Attributes[string] {
    const value = attributes[key];
    if (key === ANNOTATIONS_ATTRIBUTE) return this.#safeNames(value);
    if (SAFE_KEYS.has(key) && (typeof value === "string" || typeof value === "number")) return value;
    if (QUERY_KEYS.has(key) || (this.#keys.isBody(key) && typeof value !== "number")) return undefined;
    if (SQL_VALUES.test(key)) return REDACTED;
    if (typeof value === "string") {
      if (key.startsWith(METADATA_PREFIX)) return this.#json(value);
      if (this.#keys.hides(key, value)) return REDACTED;
      if (SQL_KEYS.has(key)) return this.#statement(value, attributes);
      if (HOST_KEYS.has(key)) return this.text(value.slice(value.lastIndexOf("@") + 1));
      if (key === "exception.stacktrace") return this.text(value, MAX_STACK);
      return this.text(URL_KEYS.has(key) ? withoutQuery(value) : value);
    }
    return this.#value(value, key, 0, budget);
  }

  #statement(text: string, attributes: Attributes): string {
    const system = attributes["db.system.name"] ?? attributes["db.system"];
    // Redis arguments are values without a recognizable form.
    if (typeof system === "string" && REDIS_KEY.test(system))
      return this.text(/^\s*(?:[A-Z]+\s+\S+|\w+)/i.exec(text)?.[0] ?? "");
    const dialect: SqlDialect | undefined = dialectOf(system);
    return this.#text.sql(text, dialect);
  }

  /** Redacts any value; what is nested too deeply or too large is replaced. */
  #value(value: unknown, key: string, depth: number, budget: Budget): Attributes[string] {
    if (value === null || value === undefined || typeof value === "boolean") return value;
    if (this.#keys.hides(key, value)) return REDACTED;
    if (typeof value === "string") return this.text(value, MAX_NESTED_TEXT);
    if (typeof value === "number") return isCardNumber(String(value)) ? REDACTED : value;
    budget.left -= 1;
    if (typeof value !== "object" || depth >= MAX_DEPTH || budget.left <= 0 || ArrayBuffer.isView(value))
      return REDACTED;
    if (Array.isArray(value))
      return redactList(value, this.#keys).map((item) => this.#value(item, key, depth + 1, budget));
    const entries = Object.entries(redactPair(value, this.#keys)).filter(
      ([name, item]) => !this.#keys.isBody(name) || typeof item === "number",
    );
    return Object.fromEntries(
      entries.map(([name, item]) => [this.text(name), this.#value(item, name, depth + 1, budget)]),
    );
  }

  /** Redacts the JSON text of a metadata namespace value by value. */
  #json(text: string): string {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return this.text(text, MAX_NESTED_TEXT);
    }
    return JSON.stringify(this.#value(parsed, "", 0, { left: MAX_NODES }));
  }
}
