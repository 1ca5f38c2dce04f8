import { compileRules } from "@pmp/sampling";
import { defineCheck } from "../../check.ts";
import { recentTraces } from "../../facts/recent-traces.ts";
import { samplingRules } from "../../facts/sampling-rules.ts";

/** Fewer say nothing. */
const LEAST = 20;

export const healthChecksCostLittle = defineCheck({
  name: "health-checks-cost-little",
  link: "sampling",
  title: "health checks do not fill X-Ray",
  why: "Probes come every few seconds: traced in full they crowd out the rest, and cost.",
  fix: "Give their path a rule with a low rate, before the catch-all: the presets have one for /api/health*.",
  severity: "warning",
  phase: "live",
  needs: { traces: recentTraces, rules: samplingRules },
  sources: ["https://github.com/aws-observability/aws-otel-collector/issues/2698"],
  *check({ traces, rules }, target) {
    const all = traces.ofService;
    const health = all.filter(({ url }) => /\/(?:healthz?|livez|readyz|ping|status)(?:[/?]|$)/.test(url));
    if (all.length < LEAST || health.length * 2 < all.length) return;
    const path = URL.parse(health[0]?.url ?? "")?.pathname ?? "/";
    const rule = compileRules(rules).match({ service: target.service, method: "GET", path });
    // Low rates may still be most of what a quiet service has.
    if (rule !== undefined && rule.FixedRate <= 0.05) return;
    yield {
      message: `${health.length} of the newest ${all.length} traces are of health checks; rule ${rule?.RuleName ?? "Default"} takes ${path} at ${(rule?.FixedRate ?? 0) * 100} %.`,
      object: `sampling rule ${rule?.RuleName ?? "Default"}`,
    };
  },
});
