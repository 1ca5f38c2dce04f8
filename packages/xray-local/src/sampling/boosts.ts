import { BoostControl, type SamplingBoost, type XRaySamplingRule } from "@pmp/sampling";

/** Counts of one process for a rule with a boost since its last report; times in seconds since the epoch. */
export interface BoostReport {
  readonly rule: string;
  readonly service: string;
  readonly traces: number;
  readonly anomalies: number;
  readonly sampledAnomalies: number;
}

/** Counts of all reports about a rule. */
export interface BoostTotals {
  readonly anomalies: number;
  readonly sampledAnomalies: number;
  /** Boosts that were started. */
  readonly boosts: number;
}

interface State {
  readonly control: BoostControl;
  anomalies: number;
  sampledAnomalies: number;
}

/** The boosts of all rules, and the totals of what was reported about them. */
export class RuleBoosts {
  readonly #states = new Map<string, State>();

  add({ rule, service, traces, anomalies, sampledAnomalies }: BoostReport, now: number): void {
    let state = this.#states.get(rule);
    if (!state) this.#states.set(rule, (state = { control: new BoostControl(), anomalies: 0, sampledAnomalies: 0 }));
    state.control.add(service, Math.min(anomalies, traces), now);
    state.anomalies += anomalies;
    state.sampledAnomalies += sampledAnomalies;
  }

  /** Starts a boost if one is due, and returns the one in force. */
  current(rule: XRaySamplingRule, now: number): SamplingBoost | undefined {
    return this.#states.get(rule.RuleName)?.control.current(rule, now);
  }

  /** The boost in force, without starting one. */
  inForce(rule: string, now: number): SamplingBoost | undefined {
    return this.#states.get(rule)?.control.inForce(now);
  }

  totals(rule: string): BoostTotals {
    const { control, anomalies = 0, sampledAnomalies = 0 } = this.#states.get(rule) ?? {};
    return { anomalies, sampledAnomalies, boosts: control?.started ?? 0 };
  }

  /** Forgets a rule that was removed. */
  forget(rule: string): void {
    this.#states.delete(rule);
  }
}
