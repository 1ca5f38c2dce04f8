/** Tells whether a text in lower case matches. */
export type Matcher = (text: string) => boolean;

const STAR = "*";
const MARK = "?";

/**
 * Compiles an X-Ray pattern: `*` is any run of characters, also none, and `?` exactly one, an emoji as well as a letter.
 * The whole text must match; upper and lower case are the same. The matcher takes texts that are in lower case already, so that a text which is
 * tried against many patterns is folded once.
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

/** What every text in lower case that matches begins with. */
export function literalPrefix(pattern: string): string {
  const first = pattern.search(/[*?]/);
  return (first === -1 ? pattern : pattern.slice(0, first)).toLowerCase();
}

/** `prefix*suffix`. Most patterns are a prefix, so that this case is made cheap. */
function around(prefix: string, suffix: string): Matcher {
  if (prefix === "" && suffix === "") return () => true;
  if (suffix !== "") {
    const shortest = prefix.length + suffix.length;
    return (text) => text.length >= shortest && text.startsWith(prefix) && text.endsWith(suffix);
  }
  // Patterns of one plan often begin alike (/api/…): the last character of the prefix tells most of them apart.
  const last = prefix.length - 1;
  const code = prefix.charCodeAt(last);
  return (text) => text.charCodeAt(last) === code && text.startsWith(prefix);
}

/** Half of a character that takes two UTF-16 units. */
const SURROGATE = /[\ud800-\udfff]/;

/** A pattern with a `?`, which counts characters. In most texts each is one UTF-16 unit, and nothing has to be split. */
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
 * Matches in at most `pattern × text` steps: after a mismatch only the latest star can take one character more, as
 * what an earlier star took can be given to the later one.
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
