import { createHash } from "node:crypto";
import type { TraceState } from "@opentelemetry/api";
import { TraceState as W3CTraceState } from "@opentelemetry/core";
import { BOOST_LIMITS, type SamplingRateBoost } from "@pmp/sampling";

/** Member of `tracestate` with the hash of the rule that decided about the trace, as AWS's other SDKs write it. */
export const RULE_STATE_KEY = "xrsr";

/** Traces of a rule since its last report. */
export interface BoostCounts {
  traces: number;
  anomalies: number;
  /** Anomalies whose trace was sampled. */
  sampledAnomalies: number;
}

/** The boost in force, as X-Ray answers a report. */
export interface BoostTarget {
  rate: number;
  /** End of the boost, in seconds since the epoch by X-Ray's clock. */
  until: number;
}

/**
 * Adaptive sampling of one rule: counts its traces and anomalies, and raises its rate while X-Ray says so.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-adaptive-sampling.html
 */
export class RuleBoost {
  readonly counts: BoostCounts;
  /** `tracestate` of a trace that the rule starts. */
  readonly traceState: TraceState;
  readonly hash: string;
  /**
   * The rule's DisableDefaultAnomalyDetection: X-Ray's default condition (5xx, or cut off by this side) does not count
   * for its boost. Conditions and a latency that the user sets still do.
   */
  readonly ignoresDefault: boolean;
  readonly #maxRate: number;
  #target: BoostTarget = NO_TARGET;
  /** Seconds of this host's clock in which the boost applies. */
  #from = 0;
  #until = 0;

  /** @param former the boost of the same rule before the rules were fetched again */
  constructor(ruleName: string, { MaxRate, DisableDefaultAnomalyDetection }: SamplingRateBoost, former?: RuleBoost) {
    this.hash = ruleHash(ruleName);
    this.traceState = new W3CTraceState(`${RULE_STATE_KEY}=${this.hash}`);
    this.ignoresDefault = DisableDefaultAnomalyDetection === true;
    this.#maxRate = MaxRate;
    this.counts = former?.counts ?? { traces: 0, anomalies: 0, sampledAnomalies: 0 };
    if (!former) return;
    this.#target = former.#target;
    this.#from = former.#from;
    this.#until = former.#until;
  }

  /** The rate to use: the boost's while it applies and is higher, never above the rule's maximum. */
  rateAt(seconds: number, rate: number): number {
    // A clock that is set back ends the boost, too: it must not last until the clock has caught up.
    if (seconds >= this.#until || seconds < this.#from) return rate;
    return Math.max(rate, Math.min(this.#target.rate, this.#maxRate));
  }

  /**
   * Applies the answer to a report; without a target the boost ends.
   * @param seconds this host's clock
   * @param xraySeconds X-Ray's clock: a target lasts about 20 s, less than some hosts' clocks are off
   */
  setTarget(target: BoostTarget | undefined, seconds: number, xraySeconds = seconds): void {
    this.#target = target ?? NO_TARGET;
    this.#from = seconds;
    this.#until = seconds + Math.min(this.#target.until - xraySeconds, BOOST_LIMITS.seconds);
  }
}

const NO_TARGET: BoostTarget = { rate: 0, until: 0 };

/** The first 8 bytes of the name's SHA-256, as hex. */
export function ruleHash(ruleName: string): string {
  return createHash("sha256").update(ruleName).digest("hex").slice(0, 16);
}
