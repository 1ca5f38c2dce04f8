import type { SamplingRequest } from "@pmp/sampling";
import type { CentralRules } from "./central.ts";
import type { FallbackRules } from "./plan-file.ts";
import { RuleSet, type Decision } from "./rule-set.ts";

/** What a process knows of itself when a rule is matched. */
export type ServiceIdentity = Pick<SamplingRequest, "service" | "serviceType" | "resourceArn">;

/**
 * Who decides about a new trace: the central rules while they are fresh, otherwise the plan from the file. Exactly one
 * of them is asked for each trace: two samplers in a row would multiply their rates.
 */
export class SamplingAuthority {
  readonly #central: CentralRules | undefined;
  readonly #identity: ServiceIdentity;
  #fallback: RuleSet;

  constructor(identity: ServiceIdentity, fallback: FallbackRules, central?: CentralRules) {
    this.#identity = identity;
    this.#fallback = new RuleSet(fallback.rules);
    this.#central = central;
  }

  setFallback({ rules }: FallbackRules): void {
    this.#fallback = new RuleSet(rules, this.#fallback);
  }

  decide(request: Omit<SamplingRequest, keyof ServiceIdentity>, traceId: string): Decision {
    const now = Date.now();
    const rules = this.#central?.current(now) ?? this.#fallback;
    return rules.decide({ ...request, ...this.#identity }, traceId, now / 1_000);
  }
}
