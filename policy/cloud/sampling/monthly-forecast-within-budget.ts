// Not of the whole package: its reader of YAML would not run in the bundle.
import { pathTraffic } from "@pmp/model/sampling";
import { forecast, PRICES, type PathTraffic } from "@pmp/planning";
import { byEvaluation } from "@pmp/sampling";
import { z } from "zod";
import { wellArchitected } from "../../kit/frameworks.ts";
import { stackPolicy } from "../../kit/policy.ts";
import { RULE_BOOST, rulesOf, SAMPLING_RULE } from "./rule.ts";

export const monthlyForecastWithinBudget = stackPolicy({
  name: "monthly-forecast-within-budget",
  title: "The forecast monthly cost of the stated traffic under the stack's sampling rules is within the budget.",
  why: "A rule that matches too much shows on the bill a month later. The forecast shows it before the rule exists.",
  fix: "Lower the rate of the rule that records most, or raise maxMonthlyUsd if the traces are worth it.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [wellArchitected("COST02-BP05")],
  types: [SAMPLING_RULE, RULE_BOOST],
  config: {
    traffic: z
      .array(pathTraffic.extend({ service: z.string().min(1) }))
      .default([])
      .describe("Requests that are expected, mean over a day. Without any, nothing is forecast."),
    instances: z.int().min(1).default(1).describe("Processes of a service that share its load."),
    maxMonthlyUsd: z.number().min(0).default(50).describe("US dollars that recorded traces may cost in a month."),
  },
  *check(resources, { traffic, instances, maxMonthlyUsd }) {
    if (traffic.length === 0) return;
    const rules = rulesOf(resources)
      .map(({ rule }) => rule)
      .sort(byEvaluation);
    const services = [...new Set(traffic.map(({ service }) => service))];
    const months = services.map((service) => {
      const paths = traffic.filter((item) => item.service === service).map(withoutService);
      return forecast({ service, rules }, { paths, instances });
    });
    // The free tier applies once to all services, so the cost is computed for the sum of their traces.
    const usual = months.reduce((sum, month) => sum + month.traces, 0);
    // One boost in each window of each cooldown, at its highest rate.
    const traces = months.reduce((sum, month) => sum + (month.adaptive?.boostTracesAtMost ?? 0), usual);
    const usd = recordedUsd(traces);
    if (usd > maxMonthlyUsd) {
      const most = months.flatMap((month) => month.rules).sort((a, b) => b.traces - a.traces)[0];
      yield {
        message:
          `${traces > usual ? "With boosts, up to " : ""}${count(traces)} traces a month cost $${usd.toFixed(2)}; the budget is $${maxMonthlyUsd.toFixed(2)}.` +
          (most === undefined ? "" : ` Most are recorded by rule ${most.rule.RuleName}: ${count(most.traces)}.`),
      };
    }
  },
});

function withoutService({ path, method, host, requestsPerSecond }: PathTraffic): PathTraffic {
  return { path, requestsPerSecond, ...(method !== undefined && { method }), ...(host !== undefined && { host }) };
}

function recordedUsd(traces: number): number {
  const { usdPerMillion, freePerMonth } = PRICES.recorded;
  return (Math.max(0, traces - freePerMonth) / 1e6) * usdPerMillion;
}

function count(traces: number): string {
  return Math.round(traces).toLocaleString("en-US");
}
