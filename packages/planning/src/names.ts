import { LIMITS } from "@pmp/sampling";

/**
 * `head` and `tail` as one name of X-Ray's 32 characters at most. A longer one has its head cut and marked with a short hash, so
 * that two heads with the same beginning still give different names.
 *
 * @param digits of the hash, up to 8
 */
export function shortName(head: string, tail: string, digits = 4): string {
  const name = head + tail;
  if (name.length <= LIMITS.ruleName) return name;
  const end = `-${shortHash(head).slice(-digits)}${tail}`;
  return head.slice(0, LIMITS.ruleName - end.length) + end;
}

/**
 * A name with the suffix that sets one stack's names apart from another's in an account; once is enough. Heads that share a beginning are
 * common here, so the hash is longer.
 */
export function suffixed(name: string, suffix: string): string {
  return name.endsWith(suffix) ? name : shortName(name, suffix, 6);
}

/** Eight hexadecimal digits by FNV-1a (https://datatracker.ietf.org/doc/draft-eastlake-fnv/). */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
