import { defineCheck } from "../../check.ts";
import { samplingRules } from "../../facts/sampling-rules.ts";
import { compareWithPlan } from "../parts/plan.ts";

export const rulesAreDeployed = defineCheck({
  name: "rules-are-deployed",
  link: "sampling",
  title: "X-Ray has every rule of the plan",
  why: "What no rule of the plan takes is decided by the rule Default: 1 request a second and 5 % of the rest.",
  fix: "Deploy the plan: pulumi up.",
  needs: { rules: samplingRules },
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html"],
  *check({ rules }, target) {
    for (const { rule, message } of compareWithPlan(rules, target).filter(({ code }) => code === "rule-missing")) {
      yield {
        message: `Sampling rule ${rule}: ${message}`,
        object: `sampling rule ${rule}`,
        ...(target.stack !== undefined && { fix: `pulumi up -s ${target.stack}` }),
      };
    }
  },
});
