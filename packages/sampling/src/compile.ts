import type { Plan } from "./plan.ts";
import { DEFAULT_RULE } from "./rule.ts";
import type { XRaySamplingRule } from "./rule.ts";

/** The plan's rules as CreateSamplingRule takes them, in order of evaluation, without X-Ray's own Default rule. */
export function toXRayRules(plan: Pick<Plan, "rules">): XRaySamplingRule[] {
  return plan.rules.map((rule) => ({
    RuleName: rule.name,
    ResourceARN: "*",
    Priority: rule.priority,
    FixedRate: rule.rate,
    ReservoirSize: rule.reservoir,
    ServiceName: rule.service,
    ServiceType: rule.serviceType,
    Host: rule.host,
    HTTPMethod: rule.method,
    URLPath: rule.path,
    Version: 1,
    ...(Object.keys(rule.attributes).length > 0 ? { Attributes: { ...rule.attributes } } : {}),
  }));
}

/** What the API reads when X-Ray can't be reached: the same rules, and X-Ray's Default rule as the last. */
export interface FallbackFile {
  version: 1;
  SamplingRules: XRaySamplingRule[];
}

/** The plan as the file that the API falls back to. */
export function toFallbackFile(plan: Pick<Plan, "rules">): FallbackFile {
  return { version: 1, SamplingRules: [...toXRayRules(plan), { ...DEFAULT_RULE }] };
}
