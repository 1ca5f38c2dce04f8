import type { Finding } from "../analysis/finding.ts";
import { forecast } from "./forecast.ts";
import type { Deciding } from "../rule.ts";
import type { Forecast } from "./forecast.ts";
import { count, number, percent, short, usd } from "./text.ts";
import type { FullTraffic, FullUsage } from "./traffic.ts";

/** A reservoir may lift the rate by a tenth before it is worth a word, and to the double before it is an error. */
const NOTICEABLE = 1.1;
const UNTRUE = 2;

/** Rules whose reservoir samples clearly more than their rate at the stated traffic. */
export function untrueRates(result: Forecast): Finding[] {
  return result.rules.flatMap((item): Finding[] => {
    const { rule, rate } = item;
    const off = rate / rule.FixedRate;
    // A rate of 0 means "only the reservoir", which is accurate.
    if (rule.FixedRate === 0 || rule.ReservoirSize === 0 || off < NOTICEABLE) return [];
    const busiest = busiestOf(result, rule.RuleName);
    return [
      {
        code: "reservoir-overrides-rate",
        severity: off < UNTRUE ? "warning" : "error",
        rule: rule.RuleName,
        others: [],
        ...(busiest && { witness: { method: busiest.method ?? "GET", path: busiest.path } }),
        message:
          `It says ${percent(rule.FixedRate)}, but its reservoir samples the first ${rule.ReservoirSize} requests of each ` +
          `second: at the stated ${short(item.requestsPerSecond)} requests per second on ${number(result.traffic.instances, "instance")}, ` +
          `${percent(rate)} is sampled.`,
        fix: `Write reservoir 0 for ${percent(rule.FixedRate)}, or rate ${Number(rate.toPrecision(3))}, which is what happens.`,
      },
    ];
  });
}

/** Whether the month costs more than it may. */
export function overBudget(plan: Deciding, result: Forecast, usage: FullUsage, maxMonthlyUsd: number): Finding[] {
  const { monthlyUsd, monthlyUsdAtMost } = result;
  if (monthlyUsdAtMost <= maxMonthlyUsd) return [];
  const [dearest] = [...result.rules].sort((one, other) => other.traces - one.traces);
  const name = dearest?.rule.RuleName ?? "";
  const busiest = busiestOf(result, name);
  const bill = result.cost.map((line) => `${line.item}: ${line.arithmetic}`).join("; ");
  const share = affordableRate(plan, name, result.traffic, usage, maxMonthlyUsd);
  const fix =
    share === undefined
      ? `Even without ${name} it costs too much: lower the other rates too, or write maxMonthlyUsd ${roundUp(monthlyUsdAtMost)}.`
      : `Write reservoir 0 and rate ${share} for ${name}, or maxMonthlyUsd ${roundUp(monthlyUsdAtMost)}.`;
  return [
    {
      code: "over-budget",
      severity: "error",
      rule: name,
      others: result.rules.map(({ rule }) => rule.RuleName).filter((other) => other !== name),
      ...(busiest && { witness: { method: busiest.method ?? "GET", path: busiest.path } }),
      message:
        `The plan ${monthlyUsdAtMost > monthlyUsd ? "may cost" : "costs"} ${usd(monthlyUsdAtMost)} a month` +
        `${monthlyUsdAtMost > monthlyUsd ? ", boosts and capture at their most" : ""}, more than the ${usd(maxMonthlyUsd)} of maxMonthlyUsd; ` +
        `${name} makes ${count(dearest?.traces ?? 0)} of ${count(result.traces)} traces (${bill}).`,
      fix,
    },
  ];
}

/** The highest rate, in steps of 0.001, at which the plan keeps to the budget when the rule has no reservoir. */
function affordableRate(
  plan: Deciding,
  name: string,
  traffic: FullTraffic,
  usage: FullUsage,
  maxMonthlyUsd: number,
): number | undefined {
  const costs = (rate: number): number => {
    const rules = plan.rules.map((rule) =>
      rule.RuleName === name ? { ...rule, FixedRate: rate, ReservoirSize: 0 } : rule,
    );
    return forecast({ ...plan, rules }, traffic, usage).monthlyUsdAtMost;
  };
  if (!plan.rules.some((rule) => rule.RuleName === name) || costs(0) > maxMonthlyUsd) return undefined;
  let low = 0;
  let high = 1000;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (costs(middle / 1000) <= maxMonthlyUsd) low = middle;
    else high = middle;
  }
  return low / 1000;
}

function busiestOf(result: Forecast, rule: string): Forecast["paths"][number]["traffic"] | undefined {
  const own = result.paths.filter((item) => item.rule === rule);
  return [...own].sort((one, other) => other.requests - one.requests)[0]?.traffic;
}

function roundUp(value: number): number {
  return Math.ceil(value);
}
