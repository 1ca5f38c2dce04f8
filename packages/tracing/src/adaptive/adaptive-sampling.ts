import type { ServerResponse } from "node:http";
import { randomnessOf } from "../ids.ts";
import { isBroken } from "../instrument/response.ts";
import type { RecordedSpan } from "../recorded-span.ts";
import type { RuleBoost } from "../sampling/rule-boost.ts";
import type { UnsampledSpan } from "../unsampled-span.ts";
import { Anomalies, BOOST, BOOST_BY_DEFAULT, CAPTURE } from "./anomalies.ts";
import { CaptureLimit } from "./capture-limit.ts";
import { RecentTraces } from "./recent-traces.ts";
import { DEFAULT_CAPTURES_PER_SECOND, type AdaptiveSettings } from "./settings.ts";

/** Counts traces and anomalies when responses close, and says which unsampled requests are captured. */
export class AdaptiveSampling {
  /** Whether unsampled requests may be captured. */
  readonly captures: boolean;
  readonly #anomalies: Anomalies;
  readonly #recent = new RecentTraces();
  readonly #limit: CaptureLimit;

  constructor(settings: AdaptiveSettings = {}) {
    const { capture = "off", perSecond = DEFAULT_CAPTURES_PER_SECOND } = settings;
    this.captures = capture !== "off" && perSecond > 0;
    this.#anomalies = new Anomalies(settings);
    this.#limit = new CaptureLimit(perSecond);
  }

  /** Anomalous requests that were not captured because of the limit. */
  get skipped(): number {
    return this.#limit.skipped;
  }

  /** Counts a sampled request. */
  sampled(span: RecordedSpan, response: ServerResponse): void {
    const { boost, startedAt } = span;
    if (!boost) return;
    const uses = this.#anomalies.usesOf(response, startedAt, isBroken(response));
    this.#count(boost, randomnessOf(span.spanContext().traceId), uses, true);
  }

  /** Counts an unsampled request; true if it is to be captured. */
  unsampled(span: UnsampledSpan, response: ServerResponse): boolean {
    const uses = this.#anomalies.usesOf(response, span.startedAt, isBroken(response));
    if (span.boost) this.#count(span.boost, span.randomness, uses, false);
    return span.keeps && this.#isCaptured(uses, span.hasError, response) && this.#limit.take();
  }

  /**
   * An error without a status that says so makes a segment a fault. It does not count for boosts: without captures, it
   * is known of sampled requests only.
   */
  #isCaptured(uses: number, hasError: boolean, { headersSent, statusCode }: ServerResponse): boolean {
    return (
      (uses & CAPTURE) !== 0 || (hasError && this.#anomalies.capturesFaults && !(headersSent && statusCode >= 400))
    );
  }

  #count(boost: RuleBoost, randomness: number, uses: number, sampled: boolean): void {
    const { counts } = boost;
    if (this.#recent.isNew(randomness)) counts.traces += 1;
    if ((uses & (boost.ignoresDefault ? BOOST : BOOST | BOOST_BY_DEFAULT)) === 0) return;
    if (!this.#recent.isFirstAnomaly(randomness)) return;
    counts.anomalies += 1;
    if (sampled) counts.sampledAnomalies += 1;
  }
}
