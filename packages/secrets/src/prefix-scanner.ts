const ASCII = 128;
const WORD = 1;
const BEGINS = 2;

/** Patterns that are looked for together. */
export interface PrefixGroup {
  /** Sources of expressions whose first character is literal; the second may be any. */
  readonly patterns: readonly string[];
  /** Default: false. */
  readonly ignoreCase?: boolean;
}

/**
 * Which groups have a pattern that starts in a text: bit 0 for the first group. Optimized for many texts with few
 * matches: a single pass that tests patterns only where their first two characters occur. A pattern that starts with a
 * letter or digit is not searched in the middle of a word.
 */
export function prefixScanner(...groups: readonly PrefixGroup[]): (text: string) => number {
  const byPrefix = new Uint16Array(ASCII * ASCII);
  const entries: (readonly Entry[])[] = [[]];
  const known = groups.map(({ patterns, ignoreCase = false }) => prefixesOf(patterns, ignoreCase));
  const prefixes = new Set(known.flatMap((group) => [...group.keys()]));
  // One-character keys first: they apply to each second character without a longer key.
  for (const prefix of [...prefixes].sort((one, other) => one.length - other.length)) {
    const row = prefix.charCodeAt(0) * ASCII;
    const index = entries.push(
      groups.flatMap(({ ignoreCase }, at) => {
        const sources = new Set([...(known[at]?.get(prefix.charAt(0)) ?? []), ...(known[at]?.get(prefix) ?? [])]);
        return sources.size === 0
          ? []
          : [{ bit: 1 << at, pattern: new RegExp([...sources].join("|"), ignoreCase ? "iy" : "y") }];
      }),
    );
    if (prefix.length === 1) byPrefix.fill(index - 1, row, row + ASCII);
    else byPrefix[row + prefix.charCodeAt(1)] = index - 1;
  }
  const classes = Uint8Array.from({ length: ASCII }, (_, code) => {
    const begins = byPrefix.subarray(code * ASCII, (code + 1) * ASCII).some((index) => index > 0);
    return (isAlphanumeric(code) ? WORD : 0) | (begins ? BEGINS : 0);
  });
  const all = 2 ** groups.length - 1;
  return (text) => {
    let found = 0;
    let before = 0;
    for (let at = 0; at < text.length && found !== all; at += 1) {
      const code = text.charCodeAt(at);
      const kind = code < ASCII ? (classes[code] ?? 0) : 0;
      if (kind >= BEGINS && (before & kind & WORD) === 0) {
        const next = at + 1 < text.length ? text.charCodeAt(at + 1) : 0;
        const index = byPrefix[code * ASCII + (next < ASCII ? next : 0)] ?? 0;
        if (index !== 0) found |= beginsAt(entries[index] ?? [], text, at, found);
      }
      before = kind;
    }
    return found;
  };
}

interface Entry {
  readonly bit: number;
  readonly pattern: RegExp;
}

function beginsAt(entries: readonly Entry[], text: string, at: number, known: number): number {
  let found = 0;
  for (const { bit, pattern } of entries) {
    if ((known & bit) !== 0) continue;
    pattern.lastIndex = at;
    if (pattern.test(text)) found |= bit;
  }
  return found;
}

/** The patterns by their first character, or by their first two if the second is literal too. */
function prefixesOf(patterns: readonly string[], ignoreCase: boolean): Map<string, string[]> {
  const known = new Map<string, string[]>();
  for (const pattern of patterns) {
    const [, first = "", second = ""] = /^\\?(.)([A-Za-z0-9_/-](?![{*+?]))?/.exec(pattern) ?? [];
    for (const prefix of ignoreCase ? inEachCase(first, second) : [first + second])
      known.set(prefix, [...(known.get(prefix) ?? []), pattern]);
  }
  return known;
}

function inEachCase(first: string, second: string): Set<string> {
  const firsts = [first.toLowerCase(), first.toUpperCase()];
  return new Set(firsts.flatMap((one) => [one + second.toLowerCase(), one + second.toUpperCase()]));
}

function isAlphanumeric(code: number): boolean {
  const small = code | 32;
  return (code >= 48 && code <= 57) || (small >= 97 && small <= 122);
}
