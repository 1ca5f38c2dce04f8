/** Whether a lower-case text matches. */
export type Matcher = (text: string) => boolean;

const STAR = "*";
const MARK = "?";

/**
 * Compiles an X-Ray pattern: `*` is any number of characters, including none, and `?` exactly one code point. The whole
 * text must match, case-insensitively. The matcher expects lower-case texts, so that a text is folded only once for
 * many patterns.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 */
export function compilePattern(pattern: string): Matcher {
  const folded = pattern.toLowerCase().replace(/\*+/g, STAR);
  const stars = folded.split(STAR).length - 1;
  if (folded.includes(MARK)) return characterwise(folded, stars);
  if (stars > 1) return (text) => wildcardMatch(folded, text);
  if (stars === 0) return (text) => text === folded;
  return around(folded.slice(0, folded.indexOf(STAR)), folded.slice(folded.indexOf(STAR) + 1));
}

/** The common prefix of all matching lower-case texts. */
export function literalPrefix(pattern: string): string {
  const first = pattern.search(/[*?]/);
  return (first === -1 ? pattern : pattern.slice(0, first)).toLowerCase();
}

/** `prefix*suffix`. Optimized because most patterns are a prefix. */
function around(prefix: string, suffix: string): Matcher {
  if (prefix === "" && suffix === "") return () => true;
  if (suffix !== "") {
    const shortest = prefix.length + suffix.length;
    return (text) => text.length >= shortest && text.startsWith(prefix) && text.endsWith(suffix);
  }
  // Patterns of a plan often start alike (/api/…): the last character of the prefix distinguishes most of them.
  const last = prefix.length - 1;
  const code = prefix.charCodeAt(last);
  return (text) => text.charCodeAt(last) === code && text.startsWith(prefix);
}

/** Half of a surrogate pair. */
const SURROGATE = /[\ud800-\udfff]/;

/** A pattern with a `?`, which counts characters. In most texts each is one UTF-16 unit, so no splitting is needed. */
function characterwise(pattern: string, stars: number): Matcher {
  const characters = Array.from(pattern);
  const byUnits = SURROGATE.test(pattern)
    ? (text: string) => wildcardMatch(characters, text)
    : stars === 0
      ? (text: string) => text.length === pattern.length && wildcardMatch(pattern, text)
      : (text: string) => wildcardMatch(pattern, text);
  return (text) => (SURROGATE.test(text) ? wildcardMatch(characters, Array.from(text)) : byUnits(text));
}

/** A text by its UTF-16 units, or a list of its characters. */
type Characters = Readonly<ArrayLike<string>>;

/**
 * Matches in at most `pattern × text` steps: after a mismatch, only the latest star is extended by one character,
 * because a longer match of an earlier star can be given to the later one.
 */
function wildcardMatch(pattern: Characters, text: Characters): boolean {
  let inPattern = 0;
  let inText = 0;
  let star = -1;
  let afterStar = 0;
  while (inText < text.length) {
    const wanted = pattern[inPattern];
    if (wanted === STAR) {
      star = inPattern++;
      afterStar = inText;
    } else if (wanted === MARK || (wanted !== undefined && wanted === text[inText])) {
      inPattern++;
      inText++;
    } else if (star >= 0) {
      inPattern = star + 1;
      inText = ++afterStar;
    } else return false;
  }
  while (pattern[inPattern] === STAR) inPattern++;
  return inPattern === pattern.length;
}
