import type { SamplingRequest, XRaySamplingRule } from "@pmp/sampling";
import type { Budget } from "./automaton.ts";
import type { Choice } from "./domain.ts";
import type { Field } from "./space.ts";

/** Whether every request that `narrow` matches is matched by `wide`. */
export function covers(fields: readonly Field[], wide: XRaySamplingRule, narrow: XRaySamplingRule): boolean {
  return fields.every((field) => field.domain.contains(field.constraint(wide), field.constraint(narrow)));
}

/** Whether some request is matched by both rules. */
export function meet(fields: readonly Field[], one: XRaySamplingRule, other: XRaySamplingRule): boolean {
  return fields.every((field) => {
    const constraints = [field.constraint(one), field.constraint(other)];
    if (constraints[0] === undefined && constraints[1] === undefined) return true;
    return field.domain.common(constraints) !== undefined;
  });
}

/** A request that all of the rules match, or undefined when there is none. */
export function commonRequest(
  fields: readonly Field[],
  rules: readonly XRaySamplingRule[],
): SamplingRequest | undefined {
  const request: SamplingRequest = {};
  for (const field of fields) {
    const found = field.domain.common(rules.map((rule) => field.constraint(rule)));
    if (found === undefined) return undefined;
    if (found.value !== undefined) field.put(request, found.value);
  }
  return request;
}

/**
 * A request that all of `targets` match and none of `others` does, or undefined when there is none: the proof that the
 * others together take all that the targets share.
 */
export function requestOnlyFor(
  fields: readonly Field[],
  targets: readonly XRaySamplingRule[],
  others: readonly XRaySamplingRule[],
  budget: Budget,
): SamplingRequest | undefined {
  const options = fields.map((field) => ({
    field,
    choices: field.domain.choices(
      targets.map((rule) => field.constraint(rule)),
      others.map((rule) => field.constraint(rule)),
    ),
  }));
  const picked = pick(
    options.map(({ choices }) => choices),
    (1n << BigInt(others.length)) - 1n,
    budget,
  );
  if (picked === undefined) return undefined;
  const request: SamplingRequest = {};
  for (const [index, { field }] of options.entries()) {
    const value = picked[index]?.value;
    if (value !== undefined) field.put(request, value);
  }
  return request;
}

/** One choice per field such that each of the other rules (a bit of `left`) fails in at least one of them. */
function pick(options: readonly (readonly Choice[])[], left: bigint, budget: Budget): readonly Choice[] | undefined {
  const [choices, ...rest] = options;
  if (choices === undefined) return left === 0n ? [] : undefined;
  for (const choice of choices) {
    budget.spend(1);
    const picked = pick(rest, left & choice.met, budget);
    if (picked !== undefined) return [choice, ...picked];
  }
  return undefined;
}
