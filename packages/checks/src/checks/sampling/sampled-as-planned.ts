import { binomialBounds } from "@pmp/planning";
import { compileRules } from "@pmp/sampling";
import { defineCheck } from "../../check.ts";
import { samplingRules } from "../../facts/sampling-rules.ts";
import { traffic } from "../../facts/traffic.ts";

export const sampledAsPlanned = defineCheck({
  name: "sampled-as-planned",
  link: "sampling",
  title: "of verify's own requests, as many are sampled as the rules say",
  why: "This is the plan at work: the rate that you pay for, measured.",
  fix: "See which rule decides: pmp-xray sampling explain GET PATH. Rules that were changed a moment ago need some seconds.",
  phase: "proof",
  needs: { sent: traffic, rules: samplingRules },
  after: [
    "app-is-instrumented",
    "api-reaches-tcp",
    "sampler-gets-rules",
    "agent-answers-sampling-calls",
    "rules-are-deployed",
    "rules-equal-the-plan",
    "no-foreign-rule-comes-first",
  ],
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html"],
  *check({ sent, rules }, target) {
    const matcher = compileRules(rules);
    const asked = sent.sent.filter((request) => request.asked === "?");
    const failed = asked.filter(({ error }) => error !== undefined);
    if (failed.length > 0) {
      yield {
        message: `${failed.length} of ${asked.length} requests failed.`,
        evidence: [...new Set(failed.flatMap(({ error }) => error ?? []))].slice(0, 3),
      };
    }
    for (const path of new Set(asked.map((request) => request.path))) {
      const decided = asked.filter((request) => request.path === path && request.sampled !== undefined);
      const [bare = path] = path.split("?");
      const rule = matcher.match({ service: target.service, method: "GET", path: bare });
      if (decided.length === 0 || rule === undefined) continue;
      const count = decided.filter(({ sampled }) => sampled).length;
      const chance = binomialBounds(decided.length, rule.FixedRate);
      // A reservoir gives at most its size each second, on top of the rate.
      const reserved = rule.FixedRate < 1 ? rule.ReservoirSize * Math.ceil(sent.seconds + 1) : 0;
      const high = Math.min(decided.length, chance.high + reserved);
      if (count >= chance.low && count <= high) continue;
      yield {
        message: `Of ${decided.length} requests to ${path}, ${count} were sampled; rule ${rule.RuleName} (${rule.FixedRate * 100} %, reservoir ${rule.ReservoirSize}) gives ${chance.low} to ${high}.`,
        object: `sampling rule ${rule.RuleName}`,
        fix: `npx --no-install pmp-xray sampling explain GET ${path}${target.stack === undefined ? "" : ` --stack ${target.stack}`}`,
      };
    }
  },
});
