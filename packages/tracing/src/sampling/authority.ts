import type { Attributes } from "@opentelemetry/api";
import type { SamplingRequest } from "@pmp/sampling";
import type { CentralRules } from "./central.ts";
import type { FallbackRules } from "./plan-file.ts";
import { RuleSet, type Decision } from "./rule-set.ts";

/** What a process knows of itself when a rule is matched. */
export type ServiceIdentity = Pick<SamplingRequest, "service" | "serviceType" | "resourceArn">;

/** What of a request every rule may look at. */
export type DecidedRequest = Pick<SamplingRequest, "method" | "host" | "path">;

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

  /**
   * @param trace its id, or the randomness of one that has no id yet
   * @param attributes what is known of the request when it begins, by OpenTelemetry's names; asked for only if needed
   */
  decide(request: DecidedRequest, trace: string | number, attributes: () => Attributes): Decision {
    const now = Date.now();
    const rules = this.#central?.current(now) ?? this.#fallback;
    // Written out: to copy members from two objects takes longer than the decision itself.
    const { method, host, path } = request;
    const { service, serviceType, resourceArn } = this.#identity;
    const texts = rules.usesAttributes ? textsOf(attributes()) : undefined;
    const known = { method, host, path, service, serviceType, resourceArn, attributes: texts };
    return rules.decide(known, trace, now / 1_000);
  }
}

/** Rules compare texts. */
function textsOf(attributes: Attributes): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
  );
}
