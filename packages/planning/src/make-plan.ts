import { Checks, show, type Problem } from "@pmp/sampling";
import { analyzeRules } from "./analysis/analyze.ts";
import type { Finding, FindingCode } from "./analysis/finding.ts";
import { callersDecide } from "./forecast/callers.ts";
import { overBudget, untrueRates } from "./forecast/findings.ts";
import { forecast, type Forecast } from "./forecast/forecast.ts";
import { DEFAULT_SERVICE, type Plan, type PlanContext, type PlanInput } from "./plan.ts";
import { arrangeRules, type ArrangedRules } from "./arrange.ts";
import { fullTraffic, fullUsage } from "./forecast/traffic.ts";
import type { SourcedRule } from "./rule.ts";

/** The plan, or the problems that prevent it. */
export interface CheckedPlan {
  readonly plan?: Plan;
  /** Everything found in rules that are well formed, errors first. */
  readonly findings: readonly Finding[];
  /** Why there is no plan; empty when there is one. */
  readonly problems: readonly Problem[];
  /** Expected traces and cost of a month, when the rules are well formed and the traffic is stated. */
  readonly forecast?: Forecast;
}

/**
 * Fills in a plan's defaults, derives its priorities, and analyzes its rules together.
 *
 * @param input well formed: `checkPlan` of @pmp/model checks what people write
 */
export function makePlan(
  input: Omit<PlanInput, "rules"> & { rules?: SourcedRule[] },
  context: PlanContext,
): CheckedPlan {
  const checks = new Checks();
  const { service = DEFAULT_SERVICE, platform } = context;
  const arranged = arrangeRules(checks, input, context);
  // Rules that don't fit together can't be reasoned on.
  if (checks.problems.length > 0) return { findings: [], problems: checks.problems };
  const trustSampled = trustEntries(input.trustSampled);
  const base = {
    service,
    ...(platform !== undefined && { platform }),
    rules: Object.freeze([...arranged.rules]),
    ...(trustSampled.length > 0 && { trustSampled }),
    ...(input.capturePerSecond !== undefined && { capturePerSecond: input.capturePerSecond }),
  };
  const { findings, expected } = examine(base, input);
  const cost = expected === undefined ? {} : { forecast: expected };
  const errors = findings.filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    return { ...cost, findings, problems: errors.map((finding) => asProblem(finding, input, arranged)) };
  }
  return { ...cost, plan: Object.freeze({ ...base, ...cost, findings }), findings, problems: [] };
}

/** Entries of PMP_TRUST_SAMPLED: a text with commas, as in the variable, or a list. */
function trustEntries(given: string | readonly string[] = []): readonly string[] {
  return typeof given === "string" ? given.split(",").map((entry) => entry.trim()) : given;
}

function examine(
  plan: Omit<Plan, "findings" | "forecast">,
  { criticalPaths = [], traffic: stated, usage: used = {}, maxMonthlyUsd }: Omit<PlanInput, "rules">,
): { findings: Finding[]; expected?: Forecast } {
  const { service, platform, trustSampled = [] } = plan;
  const runtime = platform === undefined ? { service } : { service, platform };
  const found = analyzeRules(plan.rules, { ...runtime, criticalPaths });
  const usage = fullUsage(used);
  const traffic = stated === undefined ? undefined : fullTraffic(stated);
  const callers = callersDecide(plan, trustSampled, traffic, usage);
  if (traffic === undefined) return { findings: [...found, ...callers] };
  const byRates = forecast(plan, traffic, usage);
  // The forecast must state its own limits, as it may be read alone.
  const expected = { ...byRates, lines: [...byRates.lines, ...callers.map(({ message }) => message)] };
  const untrue = untrueRates(expected);
  const dear = maxMonthlyUsd === undefined ? [] : overBudget(plan, expected, usage, maxMonthlyUsd);
  const findings = [...found, ...untrue, ...dear, ...callers];
  const errors = findings.filter(({ severity }) => severity === "error");
  return { findings: [...errors, ...findings.filter((finding) => !errors.includes(finding))], expected };
}

/** A finding in the form of a problem, with its place in the input. */
function asProblem(
  finding: Finding,
  { maxMonthlyUsd }: Pick<PlanInput, "maxMonthlyUsd">,
  { sources }: ArrangedRules,
): Problem {
  const source = sources.get(finding.rule) ?? "rules";
  const place =
    finding.code === "over-budget"
      ? { path: "maxMonthlyUsd", value: show(maxMonthlyUsd) }
      : {
          // A rule of the preset isn't in the input.
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
