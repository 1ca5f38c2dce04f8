import type { Attributes } from "@opentelemetry/api";
import { METADATA_PREFIX } from "../segment/metadata.ts";
import { withoutQuery } from "../segment/http.ts";
import type { FinishedSpan, SpanEvent } from "../span.ts";
import { isCardNumber } from "./cards.ts";
import { SecretKeys } from "./keys.ts";
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
  "aws.xray.annotations",
  "aws.xray.sampling_rule_name",
  "http.request.method",
  "http.response.status_code",
  "network.peer.address",
  "server.port",
  "url.scheme",
]);
const MAX_DEPTH = 12;

/** Takes secrets out of spans before any exporter sees them. */
export class Redactor {
  readonly #keys: SecretKeys;
  readonly #text: TextRedactor;

  constructor({ keys = [], patterns = [] }: RedactionOptions = {}) {
    this.#keys = new SecretKeys(keys);
    this.#text = new TextRedactor(this.#keys, patterns);
  }

  /**
   * The span as it may leave the process: a view with its own name, attributes, events, status and links. The span
   * itself is not changed.
   * @throws whatever goes wrong; the caller must then drop the span, never send the original
   */
  span<T extends FinishedSpan>(span: T): T {
    const { message } = span.status;
    return Object.create(span, {
      name: { value: this.text(span.name), enumerable: true },
      attributes: { value: this.attributes(span.attributes), enumerable: true },
      events: { value: span.events.map((event) => this.#event(event)), enumerable: true },
      status: {
        value: message === undefined ? span.status : { ...span.status, message: this.text(message) },
        enumerable: true,
      },
      links: {
        value: span.links.map((link) =>
          link.attributes ? { ...link, attributes: this.attributes(link.attributes) } : link,
        ),
        enumerable: true,
      },
    }) as T;
  }

  text(text: string): string {
    return this.#text.redact(text);
  }

  attributes(attributes: Attributes): Attributes {
    const out: Attributes = {};
    for (const key of Object.keys(attributes)) {
      const value = this.#attribute(key, attributes[key]);
      if (value === undefined) continue;
      // A key made from the request's data may itself hold a secret.
      const safeKey = SAFE_KEYS.has(key) || key.length < 40 ? key : this.text(key);
      Object.defineProperty(out, safeKey, { value, enumerable: true, writable: true, configurable: true });
    }
    return out;
  }

  #event({ name, time, attributes, ...rest }: SpanEvent): SpanEvent {
    return { ...rest, name: this.text(name), time, ...(attributes && { attributes: this.attributes(attributes) }) };
  }

  #attribute(key: string, value: Attributes[string]): Attributes[string] {
    if (SAFE_KEYS.has(key)) return value;
    if (QUERY_KEYS.has(key) || this.#keys.isBody(key)) return undefined;
    if (typeof value === "string") {
      if (key.startsWith(METADATA_PREFIX)) return this.#json(value);
      if (this.#keys.has(key)) return REDACTED;
      if (SQL_KEYS.has(key)) return this.text(redactSql(value));
      return this.text(URL_KEYS.has(key) ? withoutQuery(value) : value);
    }
    return this.value(value, key, 0);
  }

  /** Any value; what is nested too deeply to be looked at is replaced. */
  value(value: unknown, key: string, depth: number): unknown {
    if (value === null || value === undefined || typeof value === "boolean") return value;
    if (this.#keys.has(key)) return REDACTED;
    if (typeof value === "string") return this.text(value);
    if (typeof value === "number" || typeof value === "bigint") return isCardNumber(String(value)) ? REDACTED : value;
    if (typeof value !== "object" || depth >= MAX_DEPTH) return REDACTED;
    if (ArrayBuffer.isView(value)) return REDACTED;
    if (Array.isArray(value)) return value.map((item: unknown) => this.value(item, key, depth + 1));
    const entries = Object.entries(value).filter(([name]) => !this.#keys.isBody(name));
    return Object.fromEntries(entries.map(([name, item]) => [this.text(name), this.value(item, name, depth + 1)]));
  }

  /** The JSON text of a metadata namespace, looked through value by value. */
  #json(text: string): string {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return this.text(text);
    }
    return JSON.stringify(this.value(parsed, "", 0));
  }
}
