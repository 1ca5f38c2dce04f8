import {
  compileRules,
  REPORT_SECONDS,
  Reservoir,
  type CompiledRules,
  type SamplingRequest,
  type XRaySamplingRule,
} from "@pmp/sampling";
import { RuleBoost } from "./rule-boost.ts";
import { randomnessOf, RANDOMNESS_RANGE } from "../ids.ts";

/** A rule's counts since its last report. */
export interface Statistics {
  requests: number;
  /** Recorded requests, including borrowed ones. */
  sampled: number;
  borrowed: number;
}

export interface Decision {
  sample: boolean;
  /** Name of the rule that decided; undefined when no rule matched, which records nothing. */
  rule: string | undefined;
  /** Adaptive sampling of that rule; absent when the rule has no boost. */
  boost?: RuleBoost;
}

/** A rule with its reservoir, current rate and counts. */
export interface RuleState {
  readonly rule: XRaySamplingRule;
  readonly boost: RuleBoost | undefined;
  readonly reservoir: Reservoir;
  rate: number;
  statistics: Statistics;
  /** Seconds between two reports, as requested by X-Ray. */
  intervalSeconds: number;
  reportedAt: number;
  /** The rule's two possible results, allocated once because each request returns one. */
  readonly yes: Decision;
  readonly no: Decision;
}

const NO_RULE: Decision = { sample: false, rule: undefined };

/** Decides by the first matching rule in X-Ray's order: its reservoir, then its rate. */
export class RuleSet {
  readonly #compiled: CompiledRules;
  readonly #states = new Map<string, RuleState>();
  /** Whether any rule uses attributes; few do, and collecting them costs more than the decision. */
  readonly usesAttributes: boolean;
  /** The boosts of the rules that have one, by the hash of the rule's name. */
  readonly #boosts = new Map<string, RuleBoost>();

  /**
   * @param former the replaced set: counts and quotas of rules in both are kept.
   * @param boosts whether the rules' boosts are used; only X-Ray grants one
   */
  constructor(rules: readonly XRaySamplingRule[], former?: RuleSet, boosts = true) {
    this.#compiled = compileRules(rules);
    this.usesAttributes = rules.some(({ Attributes = {} }) => Object.keys(Attributes).length > 0);
    for (const rule of rules) {
      const state = stateOf(rule, former?.state(rule.RuleName), boosts);
      this.#states.set(rule.RuleName, state);
      if (state.boost) this.#boosts.set(state.boost.hash, state.boost);
    }
  }

  /**
   * @param trace its id, or the randomness of one that has no id yet; it decides together with the rate, so that
   * processes
   *   that decide on the same trace decide alike.
   * @param nowSeconds seconds since the epoch
   */
  decide(request: SamplingRequest, trace: string | number, nowSeconds: number): Decision {
    const rule = this.#compiled.match(request);
    const state = rule && this.#states.get(rule.RuleName);
    if (!state) return NO_RULE;
    const { statistics } = state;
    statistics.requests += 1;
    const reserved = state.reservoir.take(nowSeconds);
    const { boost, rate } = state;
    if (reserved === undefined && !belowRate(trace, boost ? boost.rateAt(nowSeconds, rate) : rate)) return state.no;
    statistics.sampled += 1;
    if (reserved === "borrowed") statistics.borrowed += 1;
    return state.yes;
  }

  /** Whether any rule has a boost. */
  get boosts(): boolean {
    return this.#boosts.size > 0;
  }

  /** The boost of the rule whose name has this hash; undefined for an unknown rule or one without a boost. */
  boostOf(hash: string): RuleBoost | undefined {
    return this.#boosts.get(hash);
  }

  state(ruleName: string): RuleState | undefined {
    return this.#states.get(ruleName);
  }

  states(): IterableIterator<RuleState> {
    return this.#states.values();
  }
}

/** True for the fraction `rate` of all trace ids, or of all randomness values. */
export function belowRate(trace: string | number, rate: number): boolean {
  if (rate >= 1) return true;
  if (rate <= 0) return false;
  return (typeof trace === "number" ? trace : randomnessOf(trace)) < rate * RANDOMNESS_RANGE;
}

function stateOf(rule: XRaySamplingRule, former: RuleState | undefined, boosts: boolean): RuleState {
  const reservoir = new Reservoir(rule.ReservoirSize);
  const unchanged = former?.rule.FixedRate === rule.FixedRate && former.rule.ReservoirSize === rule.ReservoirSize;
  if (former && unchanged) reservoir.adopt(former.reservoir);
  const { RuleName: name, SamplingRateBoost } = rule;
  const boost = boosts && SamplingRateBoost ? new RuleBoost(name, SamplingRateBoost, former?.boost) : undefined;
  return {
    rule,
    boost,
    reservoir,
    rate: former && unchanged ? former.rate : rule.FixedRate,
    statistics: former?.statistics ?? { requests: 0, sampled: 0, borrowed: 0 },
    intervalSeconds: former?.intervalSeconds ?? REPORT_SECONDS,
    reportedAt: former?.reportedAt ?? 0,
    yes: { sample: true, rule: name, ...(boost && { boost }) },
    no: { sample: false, rule: name, ...(boost && { boost }) },
  };
}
