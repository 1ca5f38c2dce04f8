import type { EdgeStats } from "../../../src/page-api.ts";

/** Results of a request or call, worst first, as X-Ray counts them. */
const OUTCOMES = ["fault", "throttle", "error", "ok"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** For display, with the status codes. */
export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  fault: "fault (5xx)",
  throttle: "throttle (429)",
  error: "error (4xx)",
  ok: "ok",
};

export interface Flags {
  readonly fault?: boolean | undefined;
  readonly error?: boolean | undefined;
  readonly throttle?: boolean | undefined;
}

/** A throttled call is an error as well, so throttle is checked first. */
export function outcomeOf({ fault, error, throttle }: Flags): Outcome {
  if (fault === true) return "fault";
  if (throttle === true) return "throttle";
  return error === true ? "error" : "ok";
}

type Calls = Pick<EdgeStats, "total" | "ok" | "error" | "throttle" | "fault">;

/** One part of a share bar. */
export interface Share {
  readonly outcome: Outcome;
  readonly count: number;
  /** 0 to 1. */
  readonly share: number;
}

/** The shares of all outcomes that occurred, from ok to fault. Throttled calls, which also count as errors, are shown once. */
export function sharesOf({ total, fault, throttle, error, ok }: Calls): Share[] {
  if (total <= 0) return [];
  const counts: Record<Outcome, number> = { ok, error: Math.max(0, error - throttle), throttle, fault };
  return OUTCOMES.toReversed()
    .map((outcome) => ({ outcome, count: counts[outcome], share: counts[outcome] / total }))
    .filter((part) => part.count > 0);
}

/** The outcome that colours a node or edge: the worst with a share of at least 5 %. */
export function dominantOutcome(stats: Calls): Outcome {
  const shares = sharesOf(stats);
  return OUTCOMES.find((outcome) => shares.some((part) => part.outcome === outcome && part.share >= 0.05)) ?? "ok";
}
