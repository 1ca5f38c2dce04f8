import { INVALID_SPAN_CONTEXT, trace, TraceFlags, type Span, type SpanContext } from "@opentelemetry/api";
import { randomnessOf, randomSpanId, randomTraceId } from "./ids.ts";
import type { Decision } from "./sampling/rule-set.ts";
import type { RuleBoost } from "./sampling/rule-boost.ts";

/** OpenTelemetry's non-recording span, whose class the API does not export. */
const NonRecordingSpan = trace.wrapSpanContext(INVALID_SPAN_CONTEXT).constructor as new (context: SpanContext) => Span;

/** Limit of the actions that are kept for a capture. */
const MAX_KEPT = 50;

/**
 * Span of an unsampled request. Generates the ids of a new trace lazily, for propagation: generating them at the start
 * would add 4 % to the CPU of each such request (`npm run bench`, at 0 %). It records nothing, but keeps what a capture
 * needs, should the request be an anomaly.
 */
export class UnsampledSpan extends NonRecordingSpan {
  /** Name of the rule that decided; undefined where a caller decided. */
  readonly rule: string | undefined;
  /** Adaptive sampling of the rule that decided about the trace, here or in another service. */
  readonly boost: RuleBoost | undefined;
  /** Milliseconds since the epoch; 0 for a request that adaptive sampling ignores. */
  readonly startedAt: number;
  /** Whether it may be captured. */
  readonly keeps: boolean;
  /** Whether an error was kept. */
  hasError = false;
  /** The route, from a framework that does not keep it on Node's request. */
  route: string | undefined;
  readonly #randomness: number;
  #context: SpanContext | undefined;
  #kept: ((span: Span) => void)[] | undefined;

  /** @param origin the randomness of a trace that starts here, or the ids in a continued one */
  constructor(
    origin: number | SpanContext,
    { rule, boost }: Pick<Decision, "rule" | "boost"> = NOT_DECIDED,
    startedAt = 0,
    keeps = false,
  ) {
    super(INVALID_SPAN_CONTEXT);
    this.rule = rule;
    this.boost = boost;
    this.startedAt = startedAt;
    this.keeps = keeps;
    this.#randomness = typeof origin === "number" ? origin : -1;
    this.#context = typeof origin === "number" ? undefined : origin;
  }

  override spanContext(): SpanContext {
    return (this.#context ??= {
      // With the time of the start: X-Ray finds a trace by it.
      traceId: randomTraceId(this.#randomness, this.startedAt || Date.now()),
      spanId: randomSpanId(),
      traceFlags: TraceFlags.NONE,
      ...(this.boost && { traceState: this.boost.traceState }),
    });
  }

  /** The randomness of its trace id. */
  get randomness(): number {
    return this.#context && this.#randomness < 0 ? randomnessOf(this.#context.traceId) : this.#randomness;
  }

  /** Keeps an action for the captured span; later ones are left out. */
  keep(act: (span: Span) => void): void {
    if (!this.keeps) return;
    this.#kept ??= [];
    if (this.#kept.length < MAX_KEPT) this.#kept.push(act);
  }

  /** Releases the kept actions, at the end of the request. */
  release(): readonly ((span: Span) => void)[] {
    const kept = this.#kept;
    this.#kept = undefined;
    return kept ?? NOTHING;
  }
}

const NOTHING: readonly ((span: Span) => void)[] = [];
const NOT_DECIDED = { rule: undefined };
