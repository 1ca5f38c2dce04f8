import { byEvaluation, compileRules, DEFAULT_RULE_NAME, type XRaySamplingRule } from "@pmp/sampling";
import { defineCheck } from "../../check.ts";
import { samplingRules, type DeployedRule } from "../../facts/sampling-rules.ts";

export const noForeignRuleComesFirst = defineCheck({
  name: "no-foreign-rule-comes-first",
  link: "sampling",
  title: "no rule takes another's requests before it",
  why: "X-Ray evaluates the lower priority number first, and the first rule that matches decides: one that is shadowed never does.",
  fix: "Give the wider rule the larger number, or a service of its own.",
  needs: { rules: samplingRules },
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html"],
  *check({ rules }, target) {
    const ordered = rules.filter(({ RuleName }) => RuleName !== DEFAULT_RULE_NAME).sort(byEvaluation);
    const own = ordered.filter(({ ServiceName }) => matches(ServiceName, target.service));
    for (const rule of own) {
      const before = ordered.slice(0, ordered.indexOf(rule));
      const shadow = before.find((other) => covers(other, rule, target.service));
      if (shadow === undefined) continue;
      yield {
        message: `Rule ${rule.RuleName} (priority ${rule.Priority}) never decides: ${shadow.RuleName} (priority ${shadow.Priority}) matches all of its requests before.`,
        object: `sampling rule ${shadow.RuleName}`,
        fix: `aws --region ${target.region} xray update-sampling-rule --sampling-rule-update RuleName=${shadow.RuleName},Priority=${Math.min(9999, rule.Priority + 1)}`,
      };
    }
  },
});

function matches(pattern: string, text: string): boolean {
  const rule = { RuleName: "", Priority: 1, FixedRate: 1, ReservoirSize: 0, Version: 1 } as const;
  const any = { ServiceType: "*", Host: "*", HTTPMethod: "*", URLPath: "*", ResourceARN: "*" } as const;
  return (
    compileRules([{ ...rule, ...any, ServiceName: pattern }]).match({ service: text, method: "GET", path: "/" }) !==
    undefined
  );
}

/** Whether one rule matches whatever the other matches, as far as patterns alone tell: each field is `*`, or the same. */
function covers(wide: DeployedRule, rule: XRaySamplingRule, service: string): boolean {
  if (wide.Attributes !== undefined || wide.ResourceARN !== "*") return false;
  const fields = ["ServiceType", "Host", "HTTPMethod"] as const;
  return (
    matches(wide.ServiceName, service) &&
    fields.every((field) => wide[field] === "*" || wide[field] === rule[field]) &&
    isWithin(rule.URLPath, wide.URLPath)
  );
}

/** Whether a path pattern that ends with * has all that another one has. */
function isWithin(path: string, wide: string): boolean {
  if (wide === "*" || wide === path) return true;
  return (
    wide.endsWith("*") &&
    !/[*?]/.test(wide.slice(0, -1)) &&
    path.toLowerCase().startsWith(wide.slice(0, -1).toLowerCase())
  );
}
