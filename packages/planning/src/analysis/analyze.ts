import { DEFAULT_RULE, DEFAULT_RULE_NAME, LIMITS, byEvaluation, type XRaySamplingRule } from "@pmp/sampling";
import { Budget, BudgetSpent } from "./automaton.ts";
import { describeRequest } from "./finding.ts";
import type { Finding, Severity } from "./finding.ts";
import { compareWithEarlier } from "./pairs.ts";
import { requestOnlyFor } from "./reach.ts";
import { inspect, neverMatches } from "./single.ts";
import { fieldsOf } from "./space.ts";
import type { Field, Process } from "./space.ts";

/** Context of the rules; checks that need an absent member are skipped. */
export interface AnalysisOptions extends Process {
  /** Path patterns that need a dedicated rule, not one for all paths. */
  readonly criticalPaths?: readonly string[];
}

/** Steps after which reasoning gives up: about a second, and far more than rules that people write need. */
const STEPS = 10_000_000;

const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

/**
 * Finds problems between rules. The findings are exact: they are derived from the languages of the patterns, not from
 * sample requests.
 *
 * @returns errors, then warnings, then infos; each kind in order of evaluation
 */
export function analyzeRules(rules: readonly XRaySamplingRule[], options: AnalysisOptions = {}): Finding[] {
  const own = rules.filter((rule) => rule.RuleName !== DEFAULT_RULE_NAME).sort(byEvaluation);
  const findings = [...equalPriorities(own), ...tooManyToReport(own)];
  const budget = new Budget(STEPS);
  try {
    reason(own, options, budget, findings);
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    findings.push(TOO_HARD);
  }
  return SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}

const TOO_HARD: Finding = {
  code: "too-hard-to-decide",
  severity: "warning",
  rule: "",
  others: [],
  message: "The patterns have so many wildcards that not every pair of rules could be compared.",
  fix: "Use fewer * and ? in one pattern.",
};

function reason(own: readonly XRaySamplingRule[], options: AnalysisOptions, budget: Budget, findings: Finding[]): void {
  const fields = fieldsOf(own, options, budget);
  const reachable: XRaySamplingRule[] = [];
  for (const rule of own) {
    const never = neverMatches(rule, fields, options);
    findings.push(...never);
    if (never.length > 0) continue;
    findings.push(...inspect(rule, fields));
    const standing = compareWithEarlier(rule, reachable, fields, budget);
    findings.push(...standing.findings);
    if (standing.reachable) reachable.push(rule);
  }
  findings.push(...fallsToDefault(reachable, fields, budget));
  for (const path of options.criticalPaths ?? []) findings.push(...uncovered(path, reachable, fields, budget));
}

function equalPriorities(rules: readonly XRaySamplingRule[]): Finding[] {
  return rules.flatMap((rule, index): Finding[] => {
    const former = rules[index - 1];
    if (former?.Priority !== rule.Priority) return [];
    return [
      {
        code: "equal-priority",
        severity: "error",
        rule: rule.RuleName,
        others: [former.RuleName],
        message: `It has priority ${rule.Priority}, as ${former.RuleName} has, so that only their names decide the order.`,
        fix: "Give each rule a priority of its own.",
      },
    ];
  });
}

function tooManyToReport(rules: readonly XRaySamplingRule[]): Finding[] {
  // The Default rule is reported too.
  const room = LIMITS.statisticsDocuments - 1;
  const [first, ...rest] = rules.slice(room);
  if (first === undefined) return [];
  return [
    {
      code: "too-many-to-report",
      severity: "warning",
      rule: first.RuleName,
      others: rest.map((rule) => rule.RuleName),
      message:
        `With the Default rule these are ${rules.length + 1} rules; one GetSamplingTargets call takes the statistics of ` +
        `${LIMITS.statisticsDocuments}, and samplers that make one call get no quota for the others.`,
      fix: `Keep to ${room} rules: join some with the same rate by a wider pattern.`,
    },
  ];
}

function fallsToDefault(rules: readonly XRaySamplingRule[], fields: readonly Field[], budget: Budget): Finding[] {
  const witness = requestOnlyFor(fields, [DEFAULT_RULE], rules, budget);
  if (witness === undefined) return [];
  return [
    {
      code: "falls-to-default",
      severity: "warning",
      rule: DEFAULT_RULE_NAME,
      others: [],
      witness,
      message:
        `No rule matches ${describeRequest(witness)}: X-Ray's Default rule decides, with a reservoir of 1 per second ` +
        "and 5 % unless the account changed it.",
      fix: "End the list with a rule for path * that states the rate of all other traffic.",
    },
  ];
}

function uncovered(
  path: string,
  rules: readonly XRaySamplingRule[],
  fields: readonly Field[],
  budget: Budget,
): Finding[] {
  const forAllPaths = (rule: XRaySamplingRule): boolean =>
    fields.some((field) => field.name === "path" && field.domain.contains(field.constraint(rule), "/*"));
  const specific = rules.filter((rule) => !forAllPaths(rule));
  const witness = requestOnlyFor(fields, [{ ...DEFAULT_RULE, URLPath: path }], specific, budget);
  if (witness === undefined) return [];
  return [
    {
      code: "critical-path-uncovered",
      severity: "error",
      rule: "",
      others: specific.map((rule) => rule.RuleName),
      witness,
      message: `The path ${path} is critical, but no rule of its own decides ${describeRequest(witness)}.`,
      fix: `Add a rule with path: ${path} before the rule for all paths.`,
    },
  ];
}
