import { DEFAULT_RULE_NAME } from "@pmp/sampling";
import { defineCheck } from "../../check.ts";
import { samplingRules } from "../../facts/sampling-rules.ts";

/** Rules besides Default that a region can have: https://docs.aws.amazon.com/general/latest/gr/xray.html */
const MOST = 25;

export const rulesAreFewEnough = defineCheck({
  name: "rules-are-few-enough",
  link: "sampling",
  title: "there is room for another sampling rule",
  why: "With 25 rules in a region, X-Ray refuses the next one, and a deployment fails halfway.",
  fix: "Join rules, or have the quota raised (L-8C0C998A).",
  severity: "warning",
  needs: { rules: samplingRules },
  sources: ["https://docs.aws.amazon.com/general/latest/gr/xray.html"],
  *check({ rules }, target) {
    const count = rules.filter(({ RuleName }) => RuleName !== DEFAULT_RULE_NAME).length;
    if (count >= MOST) yield { message: `${target.region} has ${count} sampling rules besides Default, of ${MOST}.` };
  },
});
