import { byEvaluation, DEFAULT_RULE, DEFAULT_RULE_NAME, type XRaySamplingRule } from "@pmp/sampling";

/** A rule with the times of its creation and last change, in seconds since the epoch. */
export interface RuleRecord {
  readonly rule: XRaySamplingRule;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** The sampling rules. The Default rule always exists. */
export class SamplingRules {
  readonly #records = new Map<string, RuleRecord>();
  readonly #now: () => number;
  #modifiedAt: number;

  /** `now` in seconds since the epoch. */
  constructor(rules: readonly XRaySamplingRule[], now: () => number) {
    this.#now = now;
    this.#modifiedAt = now();
    for (const rule of [DEFAULT_RULE, ...rules]) this.#put({ ...rule }, this.#modifiedAt);
  }

  /** Seconds since the epoch of the last change of any rule: samplers fetch the rules again when it is later. */
  get modifiedAt(): number {
    return this.#modifiedAt;
  }

  get(name: string): RuleRecord | undefined {
    return this.#records.get(name);
  }

  /** In order of evaluation. */
  all(): RuleRecord[] {
    return [...this.#records.values()].sort((one, other) => byEvaluation(one.rule, other.rule));
  }

  /** Adds the rule or replaces the one with its name. */
  put(rule: XRaySamplingRule): RuleRecord {
    this.#modifiedAt = this.#now();
    return this.#put(rule, this.#records.get(rule.RuleName)?.createdAt ?? this.#modifiedAt);
  }

  /** Removes a rule; the Default rule can't be removed. */
  remove(name: string): RuleRecord | undefined {
    const record = this.#records.get(name);
    if (record === undefined || name === DEFAULT_RULE_NAME) return undefined;
    this.#records.delete(name);
    this.#modifiedAt = this.#now();
    return record;
  }

  #put(rule: XRaySamplingRule, createdAt: number): RuleRecord {
    const record = { rule, createdAt, modifiedAt: this.#modifiedAt };
    this.#records.set(rule.RuleName, record);
    return record;
  }
}
