import { DEFAULT_RULE_NAME, byEvaluation, compilePattern, type XRaySamplingRule } from "@pmp/sampling";
import type { Severity } from "./analysis/finding.ts";
import { changes } from "./diff.ts";
import { percent } from "./forecast/text.ts";
import { alignColumns } from "./table.ts";

/** One of the summaries that GetSamplingStatisticSummaries returns. */
export interface SamplingStatisticSummary {
  readonly RuleName: string;
  readonly RequestCount: number;
  readonly SampledCount: number;
  readonly BorrowCount: number;
}

/** A boost in force. */
export interface LiveBoost {
  /** Name of the rule. */
  readonly rule: string;
  /** Rate in place of the rule's own, 0 to 1. */
  readonly rate: number;
  /** End of X-Ray's last answer about it, which the next one may extend: seconds since 1970. */
  readonly until: number;
}

/** Data read from X-Ray. */
export interface LiveState {
  /** The rules that are deployed, from GetSamplingRules. */
  readonly rules: readonly XRaySamplingRule[];
  /** The samplers' reports, from GetSamplingStatisticSummaries. */
  readonly statistics: readonly SamplingStatisticSummary[];
  /** Seconds that the statistics cover, above 0. */
  readonly seconds: number;
  /** The boosts in force of the plan's rules, from GetSamplingTargets; undefined when that was denied or not asked. */
  readonly boosts?: readonly LiveBoost[] | undefined;
}

export type LiveCode =
  "rule-missing" | "rule-changed" | "rule-not-planned" | "never-matched" | "rate-off" | "boost-unknown";

/** One difference between X-Ray and the plan. */
export interface LiveFinding {
  readonly code: LiveCode;
  readonly severity: Severity;
  readonly rule: string;
  readonly message: string;
  readonly fix: string;
}

/** The reported statistics of one rule. */
export interface LiveRule {
  readonly name: string;
  readonly planned: boolean;
  readonly requests: number;
  readonly sampled: number;
  readonly borrowed: number;
  /** sampled / requests; undefined when nothing was reported. Captured requests are not sampled ones: no sampler counts them. */
  readonly rate: number | undefined;
  /** Present while the rule is boosted. */
  readonly boost?: Omit<LiveBoost, "rule">;
}

export interface LiveComparison {
  /** In order of evaluation. */
  readonly rules: readonly LiveRule[];
  readonly findings: readonly LiveFinding[];
}

/** Compares the deployed rules and their statistics with the plan. */
export function compareLive(planned: readonly XRaySamplingRule[], live: LiveState, service: string): LiveComparison {
  const own = planned.filter((rule) => rule.RuleName !== DEFAULT_RULE_NAME);
  const deployed = new Map(live.rules.map((rule) => [rule.RuleName, rule]));
  const known = new Set(own.map((rule) => rule.RuleName));
  const foreign = live.rules.filter((rule) => rule.RuleName !== DEFAULT_RULE_NAME && !known.has(rule.RuleName));
  const rules = [...own, ...foreign].sort(byEvaluation).map((rule) => reported(rule, known, live));
  const findings = [
    ...own.flatMap((rule) => drift(rule, deployed.get(rule.RuleName))),
    ...foreign.flatMap((rule) => notPlanned(rule, own, service)),
    ...rules.flatMap((rule) => {
      const deployedRule = deployed.get(rule.name);
      if (!rule.planned || deployedRule === undefined) return [];
      return [...boostUnknown(deployedRule, live), ...behaviour(rule, deployedRule, live.seconds)];
    }),
  ];
  return { rules, findings };
}

/** A comparison as lines for people. */
export function formatLive({ rules, findings }: LiveComparison): string {
  const rows = rules.map((rule) => [
    rule.name,
    rule.planned ? "yes" : "no",
    String(rule.requests),
    String(rule.sampled),
    String(rule.borrowed),
    rule.rate === undefined ? "-" : percent(rule.rate),
  ]);
  const table = alignColumns([["rule", "planned", "requests", "sampled", "borrowed", "rate"], ...rows], [2, 3, 4, 5]);
  const lines = findings.map(
    ({ severity, code, rule, message, fix }) => `${severity} ${code} (${rule}): ${message} ${fix}`,
  );
  const boosted = rules.flatMap(({ name, boost }) =>
    boost === undefined
      ? []
      : [`${name} is boosted to ${percent(boost.rate)}, for now until ${new Date(boost.until * 1000).toISOString()}.`],
  );
  const verdict = lines.length === 0 ? ["X-Ray has the plan's rules, and they do what they say."] : lines;
  return [table, "", ...boosted, ...verdict].join("\n");
}

function reported(rule: XRaySamplingRule, known: ReadonlySet<string>, live: LiveState): LiveRule {
  const own = live.statistics.filter((item) => item.RuleName === rule.RuleName);
  const sum = (pick: (item: SamplingStatisticSummary) => number): number =>
    own.reduce((all, item) => all + pick(item), 0);
  const requests = sum((item) => item.RequestCount);
  const sampled = sum((item) => item.SampledCount);
  const rate = requests === 0 ? undefined : sampled / requests;
  const borrowed = sum((item) => item.BorrowCount);
  const boost = live.boosts?.find((each) => each.rule === rule.RuleName);
  return {
    name: rule.RuleName,
    planned: known.has(rule.RuleName),
    requests,
    sampled,
    borrowed,
    rate,
    ...(boost !== undefined && { boost: { rate: boost.rate, until: boost.until } }),
  };
}

function drift(planned: XRaySamplingRule, deployed: XRaySamplingRule | undefined): LiveFinding[] {
  const base = { severity: "error", rule: planned.RuleName } as const;
  if (deployed === undefined) {
    return [{ ...base, code: "rule-missing", message: "X-Ray does not have it.", fix: "Deploy the plan." }];
  }
  return changes(planned, deployed).map(({ fields }): LiveFinding => {
    const what = fields.map(({ field, from, to }) => `${field} is ${to}, planned ${from}`).join("; ");
    return {
      ...base,
      code: "rule-changed",
      message: `In X-Ray ${what}.`,
      fix: "Deploy the plan, or change the plan to that.",
    };
  });
}

function notPlanned(rule: XRaySamplingRule, planned: readonly XRaySamplingRule[], service: string): LiveFinding[] {
  if (!compilePattern(rule.ServiceName)(service.toLowerCase())) return [];
  const after = planned.filter((other) => byEvaluation(rule, other) < 0).map((other) => other.RuleName);
  const before = after.length === 0 ? "after the plan's rules" : `before ${after.join(", ")}`;
  return [
    {
      code: "rule-not-planned",
      severity: after.length === 0 ? "info" : "warning",
      rule: rule.RuleName,
      message: `It is not in the plan, matches the service ${service}, and is evaluated ${before}.`,
      fix: "Remove it, or give it a service of its own.",
    },
  ];
}

function boostUnknown({ RuleName, SamplingRateBoost }: XRaySamplingRule, { boosts }: LiveState): LiveFinding[] {
  if (SamplingRateBoost === undefined || boosts !== undefined) return [];
  return [
    {
      code: "boost-unknown",
      severity: "info",
      rule: RuleName,
      message: "Whether it is boosted is unknown: X-Ray denies GetSamplingTargets.",
      fix: 'Allow xray:GetSamplingTargets on resource "*".',
    },
  ];
}

/** Tolerance of a measured rate in standard errors: exceeded by chance less than once in 15,000 times. */
const STANDARD_ERRORS = 4;

function behaviour(rule: LiveRule, deployed: XRaySamplingRule, seconds: number): LiveFinding[] {
  const { name, requests, rate, borrowed } = rule;
  if (rate === undefined) {
    return [
      {
        code: "never-matched",
        severity: "warning",
        rule: name,
        message: `No sampler reported a request for it in ${seconds} seconds.`,
        fix: "Send such a request, and see `sampling explain` for the rule that takes it.",
      },
    ];
  }
  const { FixedRate, ReservoirSize, SamplingRateBoost } = deployed;
  const reserved = Math.min(1, (ReservoirSize * seconds + borrowed) / requests);
  // The statistics do not say when a rule was boosted: a boost that is over by now may have sampled any of the requests.
  const boosted = Math.max(FixedRate, SamplingRateBoost?.MaxRate ?? 0);
  const highest = boosted + (1 - boosted) * reserved;
  // With a continuity correction of half a request, so that few requests give no finding.
  const chance = (share: number): number =>
    STANDARD_ERRORS * Math.sqrt((share * (1 - share)) / requests) + 0.5 / requests;
  if (rate >= FixedRate - chance(FixedRate) && rate <= highest + chance(highest)) return [];
  const expected = highest - FixedRate < 0.0005 ? percent(FixedRate) : `${percent(FixedRate)} to ${percent(highest)}`;
  return [
    {
      code: "rate-off",
      severity: "warning",
      rule: name,
      message: `Of ${requests} requests ${percent(rate)} were sampled; its ${boosted > FixedRate ? "rate, boost" : "rate"} and reservoir give ${expected}.`,
      fix: "See whether samplers reach TCP 2000 of the agent, and whether callers send a sampling decision of their own.",
    },
  ];
}
