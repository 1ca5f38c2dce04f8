import { DEFAULT_RULE_NAME } from "@pmp/sampling";
import { defineCheck } from "../../check.ts";
import { recentTraces } from "../../facts/recent-traces.ts";
import { samplingRules } from "../../facts/sampling-rules.ts";

export const rulesNameTheService = defineCheck({
  name: "rules-name-the-service",
  link: "sampling",
  title: "the plan's rules name a service that reports",
  why: "A rule for another name than the API reports never matches.",
  fix: "Use one name: chart value api.serviceName, and pmp-xray:api.serviceName.",
  phase: "live",
  certainty: "suggests",
  needs: { rules: samplingRules, traces: recentTraces },
  sources: ["https://github.com/aws/aws-xray-sdk-python/issues/352"],
  *check({ rules, traces }, target) {
    const own = rules.filter(
      ({ RuleName, ServiceName }) => RuleName !== DEFAULT_RULE_NAME && ServiceName === target.service,
    );
    if (own.length === 0 || traces.services.length === 0 || traces.services.includes(target.service)) return;
    // The service may simply have had no request.
    const near = traces.services.filter(
      (name) =>
        name.toLowerCase().includes(target.service.toLowerCase()) ||
        target.service.toLowerCase().includes(name.toLowerCase()),
    );
    if (near.length > 0) yield { message: `Rules are for ${target.service}, and traces come from ${near.join(", ")}.` };
  },
});
