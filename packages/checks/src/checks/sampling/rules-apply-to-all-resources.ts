import { DEFAULT_RULE_NAME } from "@pmp/sampling";
import { defineCheck } from "../../check.ts";
import { samplingRules } from "../../facts/sampling-rules.ts";

export const rulesApplyToAllResources = defineCheck({
  name: "rules-apply-to-all-resources",
  link: "sampling",
  title: "the service's rules name no resource",
  why: "Samplers for Node.js leave out a rule whose ResourceARN is not *.",
  fix: "Set ResourceARN to *.",
  needs: { rules: samplingRules },
  sources: ["https://github.com/aws/aws-xray-sdk-node/issues/232"],
  *check({ rules }, target) {
    for (const { RuleName, ServiceName, ResourceARN } of rules) {
      if (RuleName === DEFAULT_RULE_NAME || ServiceName !== target.service || ResourceARN === "*") continue;
      yield {
        message: `Rule ${RuleName} is for resource ${ResourceARN} only.`,
        object: `sampling rule ${RuleName}`,
        fix: `aws --region ${target.region} xray update-sampling-rule --sampling-rule-update 'RuleName=${RuleName},ResourceARN="*"'`,
      };
    }
  },
});
