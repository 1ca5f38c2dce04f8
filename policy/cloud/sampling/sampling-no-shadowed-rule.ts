import { analyzeRules } from "@pmp/planning";
import { wellArchitected } from "../../kit/frameworks.ts";
import { stackPolicy } from "../../kit/policy.ts";
import { rulesOf, SAMPLING_RULE } from "./rule.ts";

export const samplingNoShadowedRule = stackPolicy({
  name: "sampling-no-shadowed-rule",
  title: "Each sampling rule of the stack decides for at least one request.",
  why:
    "X-Ray takes the first rule that matches, lowest priority number first. A rule after a wider one never decides, and " +
    "nothing reports it: its rate is not the rate that is sampled.",
  fix: "Give the specific rule a lower priority number than the wide one, or remove it. `npx --no-install pmp-xray sampling check` explains.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [wellArchitected("REL06-BP07")],
  types: [SAMPLING_RULE],
  *check(resources) {
    const rules = rulesOf(resources);
    const urnOf = new Map(rules.map(({ resource, rule }) => [rule.RuleName, resource.urn]));
    const wrong = analyzeRules(rules.map(({ rule }) => rule)).filter(({ severity }) => severity === "error");
    for (const finding of wrong) {
      const urn = urnOf.get(finding.rule);
      yield {
        ...(urn !== undefined && { urn }),
        message: `Rule ${finding.rule} (${finding.code}): ${finding.message}`,
      };
    }
  },
});
