/** Digits, and encoded separators that contain digits: `%20`, `\u00a0`, `&#160;`. */
const GROUP = /%[0-9a-f]{2}|\\u[0-9a-f]{4}|&#x?[0-9a-f]{1,6};|\d+/gi;
/** At most four signs that are no letters, or their encoded forms. */
const SEPARATOR =
  /^(?:[^\p{L}\p{N}]|%[0-9a-f]{2}|\\u[0-9a-f]{4}|\\+[nrt]|&(?:nbsp|ensp|emsp|thinsp|ndash|mdash|#x?[0-9a-f]{1,6});){1,4}$/iu;
/** How the digits of cards are grouped on the card: Visa and Mastercard, American Express, Diners, UnionPay. */
const GROUPINGS = new Set(["4,4,4,4", "4,6,5", "4,6,4", "4,4,5", "4,4,4,4,1", "4,4,4,4,2", "4,4,4,4,3"]);
const MOST_GROUPS = 19;
const FEWEST_DIGITS = 13;
const LONGEST_GAP = 24;
/** Characters of the longest encoded sign. */
const LONGEST_CODE = 10;
const BEHIND =
  /^[\s,;|/]{1,3}(?:exp(?:iry|ires)?[.:\s]{0,3})?(?:0[1-9]|1[0-2])[\s]?[/-]?[\s]?(?:20)?\d\d(?!\d)(?:[\s,;|/]{1,3}(?:cv[vcn]2?[.:\s]{0,3})?\d{3,4}(?!\d))?|^[\s,;|]{1,3}(?:cv[vcn]2?[.:\s]{0,3})?\d{3,4}(?![\d.:-])/i;

interface Group {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
}

/** Replaces payment card numbers, validated by their check digit (Luhn), and a following expiry date and code. */
export function redactCards(text: string, replacement: string): string {
  if (!hasManyDigits(text)) return text;
  let out = "";
  let copied = 0;
  for (const run of runsOf(text)) {
    for (const [start, end] of cardsIn(run, text)) {
      if (start < copied) continue;
      out += text.slice(copied, start) + replacement;
      copied = end + (BEHIND.exec(text.slice(end, end + 32))?.[0].length ?? 0);
    }
  }
  return out + text.slice(copied);
}

/**
 * Whether a text has as many digits in sequence as a card, with only the separators of cards. One pass without a
 * regular expression, as it runs for each text.
 */
function hasManyDigits(text: string): boolean {
  let digits = 0;
  let last = 0;
  let encoded = -LONGEST_CODE;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isDigit(code)) {
      digits += 1;
      last = at;
      if (digits >= FEWEST_DIGITS) return true;
    } else if (code === 37 || code === 92 || code === 38) encoded = at;
    // A letter ends the number, except in `%2d`, `\u00a0` and `&nbsp;`.
    else if (digits > 0 && (at - last > LONGEST_GAP || (isLetter(code) && at - encoded > LONGEST_CODE))) digits = 0;
  }
  return false;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLetter(code: number): boolean {
  const small = code | 32;
  return small >= 97 && small <= 122;
}

/** Groups of digits with only separators between them. */
function* runsOf(text: string): Iterable<Group[]> {
  let run: Group[] = [];
  for (const { index, 0: digits } of text.matchAll(GROUP)) {
    if (!isDigit(text.charCodeAt(index))) continue;
    const group = { start: index, end: index + digits.length, digits };
    const before = run.at(-1);
    if (before && !isSeparator(text, before.end, index)) {
      yield run;
      run = [];
    }
    run.push(group);
  }
  yield run;
}

function isSeparator(text: string, from: number, to: number): boolean {
  // Between most groups stands one sign, of which no expression has to be asked.
  if (to - from === 1 && text.charCodeAt(from) < 128) return !isLetter(text.charCodeAt(from));
  return to - from <= LONGEST_GAP && SEPARATOR.test(text.slice(from, to));
}

function* cardsIn(run: readonly Group[], text: string): Iterable<readonly [number, number]> {
  const whole = wholeRun(run, text);
  if (whole) yield whole;
  for (let at = 0; at < run.length; at += 1) {
    const group = run[at];
    if (!group) continue;
    if (isCardNumber(group.digits)) yield [group.start, group.end];
    // Each grouping begins with four digits; most groups of a long run of digits do not.
    if (group.digits.length !== 4) continue;
    // The longest first: a card of 19 digits begins like one of 16.
    for (const count of [5, 4, 3]) {
      const groups = run.slice(at, at + count);
      const last = groups.at(-1);
      if (groups.length < count || !last || !GROUPINGS.has(groups.map(({ digits }) => digits.length).join())) continue;
      const number = groups.map(({ digits }) => digits).join("");
      if (!/^(?:[3456]|2[2-7]|8[16]|9[78])/.test(number) || !isCardNumber(number)) continue;
      yield [group.start, last.end];
      break;
    }
  }
}

/** Groups of any size with the same separator between them, which together are one number. */
function wholeRun(run: readonly Group[], text: string): readonly [number, number] | undefined {
  const [first] = run;
  const last = run.at(-1);
  if (!first || !last || run.length < 2 || run.length > MOST_GROUPS) return undefined;
  if (!isCardNumber(run.map(({ digits }) => digits).join(""))) return undefined;
  const gaps = new Set(run.slice(1).map((group, at) => text.slice(run[at]?.end, group.start)));
  return gaps.size === 1 ? [first.start, last.end] : undefined;
}

/**
 * No card number begins with 0 or 1 (https://en.wikipedia.org/wiki/Payment_card_number), which keeps times in
 * milliseconds readable.
 */
export function isCardNumber(digits: string): boolean {
  if (digits.length < 13 || digits.length > 19 || !/^[2-9]\d+$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
