import type { UnorderedRule } from "./rule.ts";
import { member, type Checks } from "@pmp/sampling";

/**
 * Merges the settings' rules into the preset's: a rule replaces the one with the same name, else it goes before the
 * last one, the catch-all.
 */
export function mergeRules(
  checks: Checks,
  preset: readonly UnorderedRule[],
  own: readonly UnorderedRule[],
): UnorderedRule[] {
  const rules = [...preset];
  const seen = new Map<string, UnorderedRule>();
  const added: UnorderedRule[] = [];
  for (const rule of own) {
    const earlier = seen.get(rule.name);
    if (earlier !== undefined) {
      const fix = `${earlier.source} has it already. Rename one of the two, or remove it.`;
      checks.add("duplicate-name", member(rule.source, "name"), rule.name, "a name that no other rule has", fix);
      continue;
    }
    seen.set(rule.name, rule);
    const place = rules.findIndex((other) => other.name === rule.name);
    if (place === -1) added.push(rule);
    else if (rule.before === undefined) rules[place] = rule;
    else {
      const fix = "A rule that replaces one of the preset keeps its place: leave before out, or choose another name.";
      checks.add("fixed-place", member(rule.source, "before"), rule.before, "nothing", fix);
    }
  }
  return preset.length === 0 ? added : [...rules.slice(0, -1), ...added, ...rules.slice(-1)];
}
