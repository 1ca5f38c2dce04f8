import type { XRaySamplingRule } from "@pmp/sampling";
import { sampledPerSecond } from "./expected.ts";
import type { FullTraffic } from "./traffic.ts";

/** Traces that boosts and capture add in a month, and the faults that are seen by them. */
export interface Adaptive {
  /** Added in the stated incidents, and by the stated faults outside of them, if every boost reaches its highest rate. */
  readonly boostTraces: number;
  readonly captureTraces: number;
  /** Added in any month: one boost in each window of each rule's cooldown, and a capture at its limit all the time. */
  readonly boostTracesAtMost: number;
  readonly captureTracesAtMost: number;
  /** Faults of a month, when they are stated; each number includes the one before. */
  readonly faults?: {
    readonly served: number;
    /** Recorded by the rules' own rates. */
    readonly sampled: number;
    readonly withBoosts: number;
    readonly withCapture: number;
  };
}

/** The requests of one rule. */
export interface RuleTraffic {
  readonly rule: XRaySamplingRule;
  /** Mean over the day. */
  readonly requestsPerSecond: number;
}

/** A time of the month in which requests fail alike. */
interface Phase {
  readonly seconds: number;
  readonly faultShare: number;
  /** Seconds of it in which a rule with this cooldown is boosted. */
  readonly boosted: (cooldownMinutes: number) => number;
}

/** A boost lasts a minute at most: https://docs.aws.amazon.com/xray/latest/devguide/xray-adaptive-sampling.html */
const BOOST_MINUTES = 1;

/** Undefined when no rule has a boost, nothing is captured, and no faults are stated. */
export function adaptive(
  rules: readonly RuleTraffic[],
  traffic: FullTraffic,
  capturePerSecond: number,
  secondsPerMonth: number,
): Adaptive | undefined {
  const faultsStated = traffic.faultPercent > 0 || traffic.incidents !== undefined;
  const adapts = capturePerSecond > 0 || rules.some(({ rule }) => rule.SamplingRateBoost !== undefined);
  if (!faultsStated && !adapts) return undefined;
  const phases = phasesOf(traffic, secondsPerMonth);
  const captureLimit = capturePerSecond * traffic.instances;
  const requests = total(rules, ({ requestsPerSecond }) => requestsPerSecond);
  const perRule = rules.map((one) => ({ ...one, ...rates(one, traffic.instances) }));
  const overPhases = (value: (phase: Phase) => number): number => phases.reduce((sum, phase) => sum + value(phase), 0);
  const boosted = (one: (typeof perRule)[number], phase: Phase): number =>
    phase.faultShare === 0 ? 0 : phase.boosted(cooldownOf(one.rule));

  const boostTracesAtMost = total(
    perRule,
    (one) => secondsPerMonth * Math.min(1, BOOST_MINUTES / cooldownOf(one.rule)) * (one.highest - one.usual),
  );
  const inPhases = overPhases((phase) => total(perRule, (one) => boosted(one, phase) * (one.highest - one.usual)));
  const sampled = overPhases((phase) => total(perRule, (one) => phase.seconds * phase.faultShare * one.usual));
  const more = overPhases((phase) =>
    total(perRule, (one) => boosted(one, phase) * phase.faultShare * (one.highest - one.usual)),
  );
  const captureTraces = overPhases((phase) => {
    // Boosts only lower what is left for capture, so each second is counted as one without.
    const missed = total(perRule, (one) => phase.faultShare * (one.requestsPerSecond - one.usual));
    const left =
      phase.seconds * missed -
      total(perRule, (one) => boosted(one, phase) * phase.faultShare * (one.highest - one.usual));
    return Math.min(left, phase.seconds * captureLimit);
  });
  const served = overPhases((phase) => phase.seconds * phase.faultShare * requests);
  return {
    // A window on the border of two times is counted in both.
    boostTraces: Math.min(inPhases, boostTracesAtMost),
    captureTraces,
    boostTracesAtMost,
    captureTracesAtMost:
      secondsPerMonth *
      Math.min(
        captureLimit,
        total(perRule, (one) => one.requestsPerSecond - one.usual),
      ),
    ...(faultsStated && {
      faults: { served, sampled, withBoosts: sampled + more, withCapture: sampled + more + captureTraces },
    }),
  };
}

/** Sampled per second by the rule's own rate, and at the highest rate of its boost. */
function rates({ rule, requestsPerSecond }: RuleTraffic, instances: number): { usual: number; highest: number } {
  const at = (rate: number): number =>
    sampledPerSecond({ rate, reservoir: rule.ReservoirSize }, requestsPerSecond, instances);
  return { usual: at(rule.FixedRate), highest: at(Math.max(rule.FixedRate, rule.SamplingRateBoost?.MaxRate ?? 0)) };
}

/** A rule without a boost has the same rate at all times, so that its cooldown does not count. */
function cooldownOf({ SamplingRateBoost }: XRaySamplingRule): number {
  return SamplingRateBoost?.CooldownWindowMinutes ?? 1;
}

function phasesOf({ faultPercent, incidents }: FullTraffic, secondsPerMonth: number): Phase[] {
  const { perMonth = 0, minutes = 1 } = incidents ?? {};
  const inIncidents = Math.min(secondsPerMonth, perMonth * minutes * 60);
  const count = inIncidents / (minutes * 60);
  const usual = faultPercent / 100;
  const outside = secondsPerMonth - inIncidents;
  return [
    {
      seconds: outside,
      faultShare: usual,
      // Faults at any time may cause a boost in any window.
      boosted: (cooldown) => outside * Math.min(1, BOOST_MINUTES / cooldown),
    },
    {
      seconds: inIncidents,
      faultShare: Math.max(usual, (incidents?.faultPercent ?? 0) / 100),
      // An incident meets one window more than fit into it, on average.
      boosted: (cooldown) => count * 60 * Math.min(minutes, BOOST_MINUTES + minutes / cooldown),
    },
  ];
}

function total<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
