import { defineCheck } from "../../check.ts";
import { samplingRules } from "../../facts/sampling-rules.ts";
import { samplingStatistics } from "../../facts/sampling-statistics.ts";
import { compareWithPlan } from "../parts/plan.ts";

export const statisticsFitTheRates = defineCheck({
  name: "statistics-fit-the-rates",
  link: "sampling",
  title: "samplers decide at the plan's rates",
  why: "A rate that is off means that samplers do not know the rule, or that a reservoir or callers decide.",
  fix: "A reservoir gives so many a second on top of the rate: with little traffic that is most. Make it smaller.",
  severity: "warning",
  certainty: "suggests",
  phase: "live",
  needs: { rules: samplingRules, statistics: samplingStatistics },
  after: ["rules-are-deployed", "rules-equal-the-plan", "sampler-gets-rules"],
  sources: ["https://github.com/aws/aws-xray-daemon/issues/163"],
  *check({ rules, statistics }, target) {
    for (const { rule, message } of compareWithPlan(rules, target, statistics).filter(
      ({ code }) => code === "rate-off",
    )) {
      yield { message: `Sampling rule ${rule}: ${message}`, object: `sampling rule ${rule}` };
    }
  },
});
