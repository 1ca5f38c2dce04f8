const LITERALS =
  /\$([A-Za-z_]*)\$[\s\S]*?(?:\$\1\$|$)|[eEnNbBxX]?'(?:[^'\\]|''|\\[\s\S])*(?:'|$)|(?<![\w$.:])-?(?:0x[0-9a-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)\b/gi;
const QUOTED = /'(?:[^'\\\r\n]|''|\\[^\r\n])*(?:'|$)/gm;
const COMMENTS = /\/\*[\s\S]*?(?:\*\/|$)|--[^\r\n]*/g;

/**
 * SQL without its literals: each becomes `?`. Placeholders (`$1`) and quoted names stay; comments go, as programs
 * write data of the request into them.
 */
export function redactSql(sql: string): string {
  return sql.replace(COMMENTS, "").replace(LITERALS, "?").trim();
}

/** The text without what stands in single quotes, on one line. */
export function redactQuoted(text: string): string {
  return text.replace(QUOTED, "?");
}

/** Pairs of words that stand together in a statement, tested one by one: each test passes over the text only once. */
const PAIRS: readonly [RegExp, RegExp][] = [
  [/\bselect\b/i, /\bfrom\b|\bwhere\b/i],
  [/\binsert\b/i, /\binto\b/i],
  [/\bupdate\b/i, /\bset\b/i],
  [/\bdelete\b/i, /\bfrom\b/i],
  [/\bmerge\b/i, /\binto\b/i],
  [/\bvalues\b/i, /\(/],
  [/\bwhere\b/i, /[=<>]/],
];

/** True for a text that holds a statement, such as a driver's error message that repeats it. */
export function looksLikeSql(text: string): boolean {
  return PAIRS.some(([one, other]) => one.test(text) && other.test(text));
}
