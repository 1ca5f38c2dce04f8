import type { Check, Finding } from "../check.ts";
import type { Facts, Known } from "../fact.ts";
import type { Shape, Target } from "../target.ts";

/** What is said of one check. */
export type Status = "holds" | "broken" | "suspect" | "not-looked-at" | "crashed";

export interface Result {
  readonly check: Check;
  readonly status: Status;
  readonly findings: readonly Finding[];
  /** Why it was not looked at, or how it crashed. */
  readonly reason?: string;
  /** false: there is nothing to look at in a deployment of this shape. */
  readonly applies: boolean;
  /** The broken check that explains this one. */
  readonly consequenceOf?: string;
}

/** Evaluates checks against what is known. Pure. */
export function evaluate(checks: readonly Check[], facts: Facts, target: Target, shape: Shape): readonly Result[] {
  const results = checks.map((check) => evaluateOne(check, facts, target, shape));
  const byName = new Map(results.map((result) => [result.check.name, result]));
  return results.map((result) => {
    if (result.status !== "broken" && result.status !== "suspect") return result;
    const cause = causeOf(result.check, byName);
    return cause === undefined ? result : { ...result, consequenceOf: cause };
  });
}

function evaluateOne(check: Check, facts: Facts, target: Target, shape: Shape): Result {
  const elsewhere = notFor(check, shape);
  if (elsewhere !== undefined) return notLookedAt(check, elsewhere, false);
  const known = check.needs.map(({ name }): Known<unknown> => facts[name] ?? NEVER_READ);
  const missing = known.find((each) => !each.known);
  if (missing !== undefined) return notLookedAt(check, missing.reason, missing.kind !== "unsupported");
  try {
    const values = known.map((each) => (each.known ? each.value : undefined));
    const findings = check.find(values, target, shape);
    const found = check.certainty === "proves" ? "broken" : "suspect";
    return { check, status: findings.length === 0 ? "holds" : found, findings, applies: true };
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { check, status: "crashed", findings: [], reason, applies: true };
  }
}

const NEVER_READ: Known<unknown> = { known: false, kind: "failed", reason: "it was not read" };

function notLookedAt(check: Check, reason: string, applies: boolean): Result {
  return { check, status: "not-looked-at", findings: [], reason, applies };
}

/** Why a check is not for deployments of this shape; undefined when it is. */
function notFor({ where }: Check, { platform, mode, agent }: Shape): string | undefined {
  if (where.platforms !== undefined && !where.platforms.includes(platform)) {
    return `it is for ${where.platforms.join(", ")}; this is ${platform}`;
  }
  if (where.modes !== undefined && (mode === undefined || !where.modes.includes(mode))) {
    return `it is for agents as ${where.modes.join(", ")}; this is ${mode ?? "unknown"}`;
  }
  if (where.agents !== undefined && (agent === undefined || !where.agents.includes(agent))) {
    return `it is for ${where.agents.join(", ")}; this is ${agent ?? "unknown"}`;
  }
  return undefined;
}

/** The first broken check on the way back by `after`. */
function causeOf(check: Check, results: ReadonlyMap<string, Result>, seen = new Set<string>()): string | undefined {
  for (const name of check.after) {
    if (seen.has(name)) continue;
    seen.add(name);
    const before = results.get(name);
    if (before === undefined) continue;
    const further = causeOf(before.check, results, seen);
    if (further !== undefined) return further;
    if (before.status === "broken") return name;
  }
  return undefined;
}
