import { Checks, PlanError, show, type Problem } from "@pmp/sampling";
import { analyzeRules } from "./analysis/analyze.ts";
import type { Finding, FindingCode } from "./analysis/finding.ts";
import { toXRayRules } from "./compile.ts";
import { callersDecide } from "./forecast/callers.ts";
import { overBudget, untrueRates } from "./forecast/findings.ts";
import { forecast, type Forecast } from "./forecast/forecast.ts";
import type { Plan, PlanContext, PlanInput } from "./plan.ts";
import { readContext, readPlan, type ReadContext, type ReadPlan } from "./read-plan.ts";

/** The service that a plan is for when the caller names none. */
export const DEFAULT_SERVICE = "pmp-api";

/**
 * Checks a plan, fills in its defaults, derives its priorities, and reasons on its rules as a whole.
 *
 * @throws PlanError with every problem of the input, or with every finding of severity error; nothing else, whatever
 * the input is
 */
export function definePlan(input: PlanInput, context: PlanContext = {}): Plan {
  const { plan, problems } = checkPlan(input, context);
  if (plan === undefined) throw new PlanError("The sampling plan can't be built", problems);
  return plan;
}

/** What came of a plan: the plan itself, or why there is none. */
export interface CheckedPlan {
  readonly plan?: Plan;
  /** Everything found in rules that are well formed, errors first. */
  readonly findings: readonly Finding[];
  /** Why there is no plan; empty when there is one. */
  readonly problems: readonly Problem[];
  /** Expected traces and cost of a month, when the rules are well formed and the traffic is stated. */
  readonly forecast?: Forecast;
}

/** Does what definePlan does, and returns what it would throw. */
export function checkPlan(input: PlanInput, context: PlanContext = {}): CheckedPlan {
  const checks = new Checks({ numbersAsText: true });
  const known = readContext(checks, context, DEFAULT_SERVICE);
  const read = readPlan(checks, input, known);
  // Rules that are not well formed can't be reasoned on.
  if (read === undefined || checks.problems.length > 0) return { findings: [], problems: checks.problems };
  const { service, platform } = known;
  const base = {
    service,
    ...(platform !== undefined && { platform }),
    rules: Object.freeze([...read.rules]),
    ...(read.trustSampled.length > 0 && { trustSampled: read.trustSampled }),
  };
  const { findings, expected } = examine(base, read, known);
  const cost = expected === undefined ? {} : { forecast: expected };
  const errors = findings.filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    return { ...cost, findings, problems: errors.map((finding) => asProblem(finding, read)) };
  }
  return { ...cost, plan: Object.freeze({ ...base, ...cost, findings }), findings, problems: [] };
}

function examine(
  plan: Pick<Plan, "service" | "platform" | "rules">,
  read: ReadPlan,
  context: ReadContext,
): { findings: Finding[]; expected?: Forecast } {
  const { traffic, usage, maxMonthlyUsd } = read;
  const { service, platform } = context;
  const runtime = platform === undefined ? { service } : { service, platform };
  const found = analyzeRules(toXRayRules(plan), { ...runtime, criticalPaths: read.criticalPaths });
  const callers = callersDecide(plan, read);
  if (traffic === undefined || usage === undefined) return { findings: [...found, ...callers] };
  const byRates = forecast(plan, traffic, usage);
  // Who reads the forecast alone must see what it does not hold for.
  const expected = { ...byRates, lines: [...byRates.lines, ...callers.map(({ message }) => message)] };
  const untrue = untrueRates(expected);
  const dear = maxMonthlyUsd === undefined ? [] : overBudget(plan, expected, usage, maxMonthlyUsd);
  const findings = [...found, ...untrue, ...dear, ...callers];
  const errors = findings.filter(({ severity }) => severity === "error");
  return { findings: [...errors, ...findings.filter((finding) => !errors.includes(finding))], expected };
}

/** A finding in the form of a problem, with its place in the input. */
function asProblem(finding: Finding, read: ReadPlan): Problem {
  const source = read.sources.get(finding.rule) ?? "rules";
  const place =
    finding.code === "over-budget"
      ? { path: "maxMonthlyUsd", value: show(read.maxMonthlyUsd) }
      : {
          // A rule of the preset stands nowhere in the input.
          path: source.startsWith("rules") ? source : "rules",
          value: show(finding.rule === "" ? finding.witness?.path : finding.rule),
        };
  return {
    ...place,
    code: finding.code,
    allowed: REQUIREMENTS[finding.code] ?? "rules that do what they say",
    fix: `${finding.message} ${finding.fix}`,
  };
}

const REACHED = "rules that some request gets to";
const REQUIREMENTS: Readonly<Partial<Record<FindingCode, string>>> = {
  shadowed: REACHED,
  duplicate: REACHED,
  unreachable: REACHED,
  "critical-path-uncovered": "a rule of its own for each critical path",
  "reservoir-overrides-rate": "a rate that holds at the stated traffic",
  "over-budget": "what the plan costs, or more",
};
