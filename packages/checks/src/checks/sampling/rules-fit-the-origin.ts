import { DEFAULT_RULE_NAME } from "@pmp/sampling";
import { defineCheck } from "../../check.ts";
import { recentSegments } from "../../facts/recent-segments.ts";
import { samplingRules } from "../../facts/sampling-rules.ts";

export const rulesFitTheOrigin = defineCheck({
  name: "rules-fit-the-origin",
  link: "sampling",
  title: "rules that name a type of service name the API's",
  why: "A rule with another ServiceType than the segments' origin never matches.",
  fix: "Set ServiceType to * , or cloud.platform in OTEL_RESOURCE_ATTRIBUTES to where the API runs.",
  phase: "live",
  needs: { rules: samplingRules, segments: recentSegments },
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html"],
  *check({ rules, segments }, target) {
    const origins = new Set(segments.filter(({ name }) => name === target.service).map(({ origin }) => origin));
    if (origins.size === 0) return;
    for (const { RuleName, ServiceName, ServiceType } of rules) {
      if (
        RuleName === DEFAULT_RULE_NAME ||
        ServiceName !== target.service ||
        ServiceType === "*" ||
        origins.has(ServiceType)
      )
        continue;
      const seen = [...origins].map((origin) => (origin === "" ? "none" : origin)).join(", ");
      yield {
        message: `Rule ${RuleName} is for ${ServiceType}, and the origin of the API's segments is ${seen}.`,
        object: `sampling rule ${RuleName}`,
      };
    }
  },
});
