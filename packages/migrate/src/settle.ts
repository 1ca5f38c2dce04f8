import { overlap } from "./edits.ts";
import type { CodeFile } from "./read/code-file.ts";
import type { CodeRule, Edit, Found, Rule } from "./rule.ts";

/** What a rule found, with the rule. */
export interface Match {
  readonly rule: Rule;
  readonly found: Found;
}

/** What rules found in one file, and the edits that can be made together. */
export interface Settled {
  readonly matches: readonly Match[];
  readonly edits: readonly Edit[];
}

/** Runs rules over a file, in the order of the text. */
export function runRules(rules: readonly CodeRule[], file: CodeFile, accept: ReadonlySet<string>): Match[] {
  return rules
    .flatMap((rule) =>
      [...rule.find(file)].map((found) => ({ rule, found: accept.has(rule.name) ? accepted(found) : found })),
    )
    .sort((a, b) => a.found.start - b.found.start || b.found.end - a.found.end);
}

function accepted(found: Found): Found {
  return found.edits === undefined && found.proposal !== undefined ? { ...found, edits: found.proposal } : found;
}

/**
 * Edits that can be made together. What is inside of text that another edit deletes needs no edit of its own. Of two
 * that contradict each other, the later is left to a person.
 */
export function settle(matches: readonly Match[]): Settled {
  const [settled, edits]: [Match[], Edit[]] = [[], []];
  const deletions = matches.flatMap(({ found }) => (found.edits ?? []).filter(({ start, end }) => end > start));
  for (const { rule, found } of matches) {
    if (found.edits === undefined) {
      settled.push({ rule, found });
      continue;
    }
    const own = found.edits.filter((edit) => !deletions.some((outer) => contains(outer, edit)));
    if (overlap(own, edits)) {
      const { start, end } = found;
      settled.push({
        rule,
        found: { start, end, message: `${found.message}; another change is needed at the same place first` },
      });
      continue;
    }
    edits.push(...own);
    settled.push({ rule, found });
  }
  return { matches: settled, edits };
}

function contains(outer: Edit, inner: Edit): boolean {
  const larger = outer.end - outer.start > inner.end - inner.start;
  return (
    larger &&
    outer.start <= inner.start &&
    inner.end <= outer.end &&
    (inner.end > inner.start || (outer.start < inner.start && inner.start < outer.end))
  );
}
