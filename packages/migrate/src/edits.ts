import type { Edit } from "./rule.ts";

/**
 * The text with all edits made. Insertions at one offset are made in the order given.
 * @throws RangeError if two edits overlap
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let [result, at] = ["", 0];
  for (const { start, end, text: replacement } of sorted) {
    if (start < at) throw new RangeError(`two edits overlap at offset ${start}`);
    result += text.slice(at, start) + replacement;
    at = end;
  }
  return result + text.slice(at);
}

/** Whether two lists of edits can be made together. */
export function overlap(some: readonly Edit[], others: readonly Edit[]): boolean {
  return some.some((a) => others.some((b) => a.start < b.end && b.start < a.end));
}
