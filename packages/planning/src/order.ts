import { member, type Checks, type XRaySamplingRule } from "@pmp/sampling";
import { toXRayRule } from "./compile.ts";
import type { UnorderedRule } from "./rule.ts";

/** Priority of the first rule, and of the catch-all. */
const FIRST = 1000;
const CATCH_ALL = 9000;

/**
 * Assigns priorities. Listed rules get 1000, 1100, 1200 and so on, the catch-all gets 9000, and a rule with `before`
 * gets the middle of the gap there. So adding a rule at the end of the list, before the catch-all or by `before` does
 * not change the priority of any other rule.
 *
 * @param rules in the order of the input
 * @param presetCatchAll name of the preset's catch-all, which stays last even when the settings replace it
 */
export function prioritize(
  checks: Checks,
  rules: readonly UnorderedRule[],
  presetCatchAll?: string,
): XRaySamplingRule[] {
  const listed = rules.filter((rule) => rule.before === undefined);
  const last = listed.at(-1);
  const catchAll = last !== undefined && (last.name === presetCatchAll || takesAll(last)) ? last : undefined;
  const specific = listed.filter((rule) => rule !== catchAll);
  const step = stepFor(specific.length);
  const placed = specific.map((rule, index) => ({ rule, priority: FIRST + index * step }));
  if (catchAll !== undefined) placed.push({ rule: catchAll, priority: CATCH_ALL });

  for (const rule of rules) {
    if (rule.before === undefined) continue;
    const anchor = placed.findIndex((other) => other.rule.name === rule.before);
    const path = member(rule.source, "before");
    const high = placed[anchor]?.priority;
    if (high === undefined) {
      const fix = "Name a rule of the preset, a rule without before, or one that stands earlier in the list.";
      checks.add("unknown-rule", path, rule.before, placed.map((other) => other.rule.name).join(", "), fix);
      continue;
    }
    const low = placed[anchor - 1]?.priority ?? 0;
    const priority = Math.floor((low + high) / 2);
    if (priority > low) placed.splice(anchor, 0, { rule, priority });
    else {
      const fix = "Place the rule in the list without before.";
      checks.add("no-priority-left", path, rule.before, `a rule with a free priority below ${high}`, fix);
    }
  }
  return placed.map(({ rule, priority }) => Object.freeze(toXRayRule(rule, priority)));
}

/** The widest of 100, 10 and 1 at which all rules fit below the catch-all; 0 when even 1 is too wide. */
function stepFor(count: number): number {
  return [100, 10, 1].find((step) => FIRST + (count - 1) * step < CATCH_ALL) ?? 0;
}

function takesAll(rule: UnorderedRule): boolean {
  const { path = "*", method = "*", host = "*", attributes = {} } = rule;
  return [path, method, host].every((pattern) => pattern === "*") && Object.keys(attributes).length === 0;
}
