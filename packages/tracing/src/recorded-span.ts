import {
  SpanKind,
  SpanStatusCode,
  type Attributes,
  type AnyValue,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  type SpanStatus,
  type TimeInput,
} from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { exceptionEvent } from "./errors.ts";
import { isLink } from "./link.ts";
import { attributesOf, INFO_ATTRIBUTES, type HttpRequestInfo } from "./http-request-info.ts";
import { toPlain } from "./plain-json.ts";
import type { RuleBoost } from "./sampling/rule-boost.ts";
import { VERSION } from "./version.ts";

/** The SDK's defaults. https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
const MAX_ATTRIBUTES = 128;
const MAX_EVENTS = 128;
const MAX_LINKS = 128;

const SCOPE = { name: "@pmp/tracing", version: VERSION };

type Events = ReadableSpan["events"];

/** Called when the span ends. */
export interface SpanHost {
  readonly resource: ReadableSpan["resource"];
  ended(span: RecordedSpan): void;
}

export interface SpanStart {
  readonly spanContext: SpanContext;
  readonly parentSpanContext: SpanContext | undefined;
  /** The data of an incoming request, whose span is named after it. */
  readonly info?: HttpRequestInfo | undefined;
  /** Of any other span. */
  readonly name?: string | undefined;
  /** Default: SERVER, an incoming request. */
  readonly kind?: SpanKind | undefined;
  /** The tracer that started the span; default: this package. */
  readonly scope?: ReadableSpan["instrumentationScope"] | undefined;
  /** Default: now. */
  readonly startTime?: TimeInput | undefined;
  /** Default: false. */
  readonly captured?: boolean;
}

/**
 * The span of a sampled request, of a call, and of the app's own work: OpenTelemetry's Span for the app, a ReadableSpan
 * for exporters. It behaves like the SDK's span, but keeps a request's data as a plain object until something is added.
 * With the SDK's span, and so without the JSON of plain requests, the server's CPU per request was 38 % more at 100 %
 * sampling (`npm run bench`).
 */
export class RecordedSpan implements Span, ReadableSpan {
  readonly kind: SpanKind;
  readonly parentSpanContext?: SpanContext;
  readonly instrumentationScope: ReadableSpan["instrumentationScope"];
  status: SpanStatus = { code: SpanStatusCode.UNSET };
  ended = false;
  droppedAttributesCount = 0;
  droppedEventsCount = 0;
  droppedLinksCount = 0;
  /** Its index among the open segments; -1 for a span that is none of them. */
  index = -1;
  /** Adaptive sampling of the rule that decided about a request; undefined without a boost. */
  boost: RuleBoost | undefined;
  /** Whether the request was not sampled, and is recorded because it is an anomaly. */
  readonly captured: boolean;
  /** True once the segment was sent as in progress. */
  shown = false;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** The start in the time of `performance.now()`. */
  readonly #startedTick: number;
  #endedAt = 0;
  #info: HttpRequestInfo | undefined;
  #name: string | undefined;
  #attributes: Attributes | undefined;
  #attributesCount = 0;
  #events: Events | undefined;
  #links: Link[] | undefined;
  #route: string | undefined;
  readonly #method: string | undefined;
  readonly #context: SpanContext;
  readonly #host: SpanHost;

  constructor(
    {
      spanContext,
      parentSpanContext,
      info,
      name,
      kind = SpanKind.SERVER,
      scope = SCOPE,
      startTime,
      captured = false,
    }: SpanStart,
    host: SpanHost,
  ) {
    this.#context = spanContext;
    this.#host = host;
    if (parentSpanContext) this.parentSpanContext = parentSpanContext;
    this.kind = kind;
    this.instrumentationScope = scope;
    this.captured = captured;
    this.#info = info;
    this.#method = info?.method;
    this.#name = name;
    const now = Date.now();
    this.startedAt = startTime === undefined ? now : millisOf(startTime);
    this.#startedTick = performance.now() - (now - this.startedAt);
  }

  get name(): string {
    if (this.#name !== undefined) return this.#name;
    const method = this.#method ?? "";
    return this.#route === undefined ? method : `${method} ${this.#route}`;
  }

  get attributes(): Attributes {
    return this.#attributes ?? (this.#info ? attributesOf(this.#info) : {});
  }

  /** The request's data, while nothing was added to it. */
  get plainRequest(): HttpRequestInfo | undefined {
    const plain = !this.#events && !this.#links && this.status.message === undefined;
    return plain ? this.#info : undefined;
  }

  get resource(): ReadableSpan["resource"] {
    return this.#host.resource;
  }

  get startTime(): HrTime {
    return hrTime(this.startedAt);
  }

  get endTime(): HrTime {
    return hrTime(this.#endedAt);
  }

  get duration(): HrTime {
    return hrTime(this.ended ? this.#endedAt - this.startedAt : 0);
  }

  get events(): Events {
    return this.#events ?? [];
  }

  get links(): Link[] {
    return this.#links ?? [];
  }

  spanContext(): SpanContext {
    return this.#context;
  }

  isRecording(): boolean {
    return !this.ended;
  }

  /** Adds the data of the response. */
  answered(route: string | undefined, status: number | undefined, length: number | undefined): void {
    this.#route = route;
    if (this.#info) {
      this.#info.route = route;
      this.#info.status = status;
      this.#info.length = length;
      return;
    }
    if (route !== undefined) this.setAttribute(INFO_ATTRIBUTES.route, route);
    if (length !== undefined) this.setAttribute(INFO_ATTRIBUTES.length, length);
    if (status !== undefined) this.setAttribute(INFO_ATTRIBUTES.status, status);
  }

  setAttribute(key: string, value: AnyValue): this {
    if (this.ended || key === "") return this;
    const attributes = this.#ownAttributes();
    if (!Object.hasOwn(attributes, key)) {
      if (this.#attributesCount >= MAX_ATTRIBUTES || key === "__proto__") {
        this.droppedAttributesCount += 1;
        return this;
      }
      this.#attributesCount += 1;
    }
    // Copied now: an object may be changed later, or refer to itself.
    attributes[key] = typeof value === "object" && value !== null ? snapshot(value) : value;
    return this;
  }

  /** Converts the request's data to attributes, to which others can be added. */
  #ownAttributes(): Attributes {
    if (this.#attributes) return this.#attributes;
    const attributes = this.attributes;
    this.#info = undefined;
    this.#attributesCount = Object.keys(attributes).length;
    return (this.#attributes = attributes);
  }

  setAttributes(attributes: Attributes): this {
    for (const [key, value] of Object.entries(attributes)) if (value !== undefined) this.setAttribute(key, value);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.ended) return this;
    const isTime = isTimeInput(attributesOrTime);
    const at = isTime ? attributesOrTime : time;
    const attributes = isTime || attributesOrTime === undefined ? {} : readable(attributesOrTime);
    this.#events ??= [];
    if (this.#events.length >= MAX_EVENTS) {
      this.#events.shift();
      this.droppedEventsCount += 1;
    }
    this.#events.push({ name, time: hrTime(this.#millis(at)), attributes, droppedAttributesCount: 0 });
    return this;
  }

  addLink(link: Link): this {
    if (this.ended || !isLink(link)) return this;
    this.#links ??= [];
    if (this.#links.length >= MAX_LINKS) {
      this.#links.shift();
      this.droppedLinksCount += 1;
    }
    const { context, attributes } = link;
    this.#links.push(attributes ? { context, attributes: readable(attributes) } : { context });
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  /** As specified: OK is final, and UNSET is ignored. */
  setStatus({ code, message }: SpanStatus): this {
    if (this.ended || code === SpanStatusCode.UNSET || this.status.code === SpanStatusCode.OK) return this;
    this.status = code === SpanStatusCode.ERROR && message !== undefined ? { code, message } : { code };
    return this;
  }

  updateName(name: string): this {
    if (!this.ended) this.#name = name;
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    this.addEvent("exception", exceptionEvent(exception), time);
  }

  end(endTime?: TimeInput): void {
    if (this.ended) return;
    this.#endedAt = Math.max(this.#millis(endTime), this.startedAt);
    this.ended = true;
    this.#host.ended(this);
  }

  /** Milliseconds since the epoch; measured monotonically from the start, so that clock changes have no effect. */
  #millis(time: TimeInput | undefined): number {
    return time === undefined ? this.startedAt + (performance.now() - this.#startedTick) : millisOf(time);
  }
}

function millisOf(time: TimeInput): number {
  if (Array.isArray(time)) return time[0] * 1_000 + time[1] / 1e6;
  if (time instanceof Date) return time.getTime();
  // A number is milliseconds since the epoch or, if small, since the process started.
  return time > performance.timeOrigin / 2 ? time : performance.timeOrigin + time;
}

/** Copies the attributes of an event or a link, without unreadable members. */
function readable(attributes: Attributes): Attributes {
  const own: Attributes = {};
  try {
    for (const key of Object.keys(attributes)) {
      const value = attributes[key];
      if (key !== "__proto__") own[key] = typeof value === "object" && value !== null ? snapshot(value) : value;
    }
  } catch {
    // The remaining members can't be read.
  }
  return own;
}

function snapshot(value: object): AnyValue {
  const plain = toPlain(value);
  return isAnyValue(plain) ? plain : undefined;
}

/** Plain JSON data is a value that OpenTelemetry allows. */
function isAnyValue(value: unknown): value is AnyValue {
  return value !== undefined;
}

function hrTime(millis: number): HrTime {
  const whole = Math.trunc(millis / 1_000);
  return [whole, Math.floor((millis - whole * 1_000) * 1e6)];
}

function isTimeInput(value: unknown): value is TimeInput {
  return typeof value === "number" || value instanceof Date || (Array.isArray(value) && value.length === 2);
}
