import { defineCheck } from "../../check.ts";
import { samplingRules } from "../../facts/sampling-rules.ts";
import { compareWithPlan } from "../parts/plan.ts";

export const rulesEqualThePlan = defineCheck({
  name: "rules-equal-the-plan",
  link: "sampling",
  title: "X-Ray's rules are as the plan says",
  why: "A rule that was changed by hand decides otherwise than everybody thinks.",
  fix: "Deploy the plan, or change the plan to what X-Ray has.",
  needs: { rules: samplingRules },
  sources: ["https://docs.aws.amazon.com/xray/latest/api/API_UpdateSamplingRule.html"],
  *check({ rules }, target) {
    for (const { rule, message } of compareWithPlan(rules, target).filter(({ code }) => code === "rule-changed")) {
      yield {
        message: `Sampling rule ${rule}: ${message}`,
        object: `sampling rule ${rule}`,
        ...(target.stack !== undefined && { fix: `pulumi up -s ${target.stack} --refresh` }),
      };
    }
  },
});
