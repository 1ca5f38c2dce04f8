import { analyzeRules } from "./analysis/analyze.ts";
import type { Finding, FindingCode } from "./analysis/finding.ts";
import type { Platform } from "./analysis/space.ts";
import { Checks } from "./checks.ts";
import { toXRayRules } from "./compile.ts";
import { callersDecide } from "./forecast/callers.ts";
import { overBudget, untrueRates } from "./forecast/findings.ts";
import { forecast } from "./forecast/forecast.ts";
import type { Forecast } from "./forecast/forecast.ts";
import type { Traffic, Usage } from "./forecast/traffic.ts";
import type { Preset } from "./presets.ts";
import { PlanError, show } from "./problem.ts";
import type { Problem } from "./problem.ts";
import { readContext, readPlan } from "./read-plan.ts";
import type { ReadContext, ReadPlan } from "./read-plan.ts";
import type { PlannedRule, RuleInput } from "./rule.ts";

/** A sampling plan as it is written in stack settings. */
export interface PlanInput {
  /** The stage whose rules the plan starts from. Default: none, so that `rules` is the whole plan. */
  preset?: Preset;
  /** A rule with the name of a preset's rule replaces it in its place; any other goes before the preset's catch-all. */
  rules?: RuleInput[];
  /** Patterns of paths that a rule of their own must decide, up to 128 characters each. Default none. */
  criticalPaths?: string[];
  /** The requests that the service gets: needed for a forecast. Default: not known. */
  traffic?: Traffic;
  /** What else is paid for. Default: nothing but recorded traces. */
  usage?: Usage;
  /**
   * Whose decision to sample a trace is taken over: `all`, `none`, or a list of address blocks of which the peer must be
   * in one, and of `header:NAME`. Default: that of callers with private addresses, so that the plan's rates hold for
   * everybody else.
   */
  trustSampled?: string | string[];
  /** US dollars that a month of tracing may cost; needs `traffic`. Default: any. */
  maxMonthlyUsd?: number;
}

/** What the plan is for. */
export interface PlanContext {
  /** The API's service name: the default of each rule's `service`, and the beginning of a preset's rule names. */
  service?: string;
  /** Goes behind each rule's name, for stacks that share an account: at most 17 characters. Default: nothing. */
  nameSuffix?: string;
  /** Where the API runs, as OpenTelemetry's `cloud.platform` says it. Default: anywhere. */
  platform?: Platform;
  /** Custom rules that the account may have, when AWS raised the quota. Default 25. */
  maxRules?: number;
}

/** A checked plan: no finding of severity error. */
export interface Plan {
  readonly service: string;
  readonly platform?: Platform;
  /** In order of evaluation. */
  readonly rules: readonly PlannedRule[];
  /** Entries of PMP_TRUST_SAMPLED; absent: its default. */
  readonly trustSampled?: readonly string[];
  /** Warnings, then what is good to know. */
  readonly findings: readonly Finding[];
  /** Expected traces and cost of a month, when the traffic is stated. */
  readonly forecast?: Forecast;
}

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
