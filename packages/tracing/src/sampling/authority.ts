import type { Attributes } from "@opentelemetry/api";
import type { SamplingRequest } from "@pmp/sampling";
import type { CentralRules } from "./central.ts";
import type { FallbackRules } from "./plan-file.ts";
import type { RuleBoost } from "./rule-boost.ts";
import { RuleSet, type Decision } from "./rule-set.ts";

/** The process's own attributes for rule matching. */
export type ServiceIdentity = Pick<SamplingRequest, "service" | "serviceType" | "resourceArn">;

/** The request's attributes for rule matching. */
export type DecidedRequest = Pick<SamplingRequest, "method" | "host" | "path">;

/**
 * Decides about new traces: by the central rules while they are fresh, otherwise by the plan from the file. Only one of
 * them is used per trace: two samplers in sequence would multiply their rates.
 */
export class SamplingAuthority {
  readonly #central: CentralRules | undefined;
  readonly #identity: ServiceIdentity;
  #fallback: RuleSet;
  /** Time of the last decision in milliseconds since the epoch: its request need not read the clock again. */
  decidedAt = 0;

  constructor(identity: ServiceIdentity, fallback: FallbackRules, central?: CentralRules) {
    this.#identity = identity;
    this.#fallback = new RuleSet(fallback.rules, undefined, false);
    this.#central = central;
  }

  setFallback({ rules }: FallbackRules): void {
    this.#fallback = new RuleSet(rules, this.#fallback, false);
  }

  /** Whether traces and anomalies are counted for any rule. */
  get boosts(): boolean {
    return this.#central?.boosts ?? false;
  }

  /** The boost of the central rule whose name has this hash, for a trace that another service started. */
  boostOf(ruleHash: string): RuleBoost | undefined {
    return this.#central?.current(Date.now())?.boostOf(ruleHash);
  }

  /**
   * @param trace its id, or the randomness of one that has no id yet
   * @param attributes the request's attributes at its start, by OpenTelemetry's names; read only if needed
   */
  decide(request: DecidedRequest, trace: string | number, attributes: () => Attributes): Decision {
    const now = Date.now();
    this.decidedAt = now;
    const rules = this.#central?.current(now) ?? this.#fallback;
    // No spread: copying members from two objects takes longer than the decision itself.
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
