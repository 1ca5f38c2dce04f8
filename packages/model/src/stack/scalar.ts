/** What a scalar of a stack file means to the engine; a bigint keeps a whole number that a number would round. */
export type ScalarValue = string | number | bigint | boolean | null;

const WORDS: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ...["true", "True", "TRUE"].map((word): [string, ScalarValue] => [word, true]),
  ...["false", "False", "FALSE"].map((word): [string, ScalarValue] => [word, false]),
  ...["", "~", "null", "Null", "NULL"].map((word): [string, ScalarValue] => [word, null]),
]);

const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;

/** Forms of whole numbers: Go's prefixes, of which a bare 0 is octal. The sign is outside. */
const WHOLE: readonly (readonly [RegExp, (digits: string) => string])[] = [
  [/^0[xX][0-9a-fA-F]+$/, (digits) => digits],
  [/^0[bB][01]+$/, (digits) => digits],
  [/^0[oO][0-7]+$/, (digits) => digits],
  [/^0[0-7]+$/, (digits) => `0o${digits}`],
  [/^(0|[1-9][0-9]*)$/, (digits) => digits],
];

const MOST_NEGATIVE = -(2n ** 63n);
const MOST = 2n ** 64n - 1n;

/**
 * What a plain scalar is to Pulumi's engine, which reads stack files with Go's yaml.v3: `1_000` is 1000, `010` is 8, `0x1F`
 * is 31, and `yes`, `no`, `on` and `off` are text. A date is turned into a time, and reaches the program in another form.
 * https://github.com/go-yaml/yaml/blob/v3.0.1/resolve.go
 */
export function resolvePlain(text: string): ScalarValue {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.0-9]/.test(text)) return text;
  return timeOf(text) ?? numberOf(text) ?? text;
}

/** The number that a text is to the engine's YAML reader, if it is one. */
export function numberOf(text: string): number | bigint | undefined {
  const digits = text.replaceAll("_", "");
  const negative = digits.startsWith("-");
  const unsigned = /^[-+]/.test(digits) ? digits.slice(1) : digits;
  const whole = WHOLE.find(([form]) => form.test(unsigned))?.[1](unsigned);
  if (whole !== undefined && !text.startsWith(".")) {
    const value = negative ? -BigInt(whole) : BigInt(whole);
    if (value >= MOST_NEGATIVE && value <= MOST) return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  const float = text.startsWith(".") ? text : digits;
  if (!FLOAT.test(float)) return undefined;
  const value = Number(float);
  return Number.isFinite(value) ? value : undefined;
}

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const TIME = /^(\d{4})-(\d{1,2})-(\d{1,2})([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?$/;

/** A date or time as Go prints it, which is what the program gets. */
function timeOf(text: string): string | undefined {
  const date = DATE.exec(text);
  const [
    ,
    year = "",
    month = "",
    day = "",
    separator = "T",
    hour = "0",
    minute = "0",
    second = "0",
    fraction = "",
    zone,
  ] = date ?? TIME.exec(text) ?? [];
  // With a blank there is no zone; with a T there must be one.
  if (year === "" || (date === null && (separator === " ") !== (zone === undefined))) return undefined;
  const parts = [year, month, day].map(Number);
  const at = new Date(Date.UTC(parts[0] ?? 0, (parts[1] ?? 0) - 1, parts[2]));
  const real = at.getUTCMonth() + 1 === parts[1] && at.getUTCDate() === parts[2];
  if (!real || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const two = (digits: string): string => digits.padStart(2, "0");
  const rest = fraction.replace(/\.?0+$/, "");
  const offset = zone === undefined || zone === "Z" ? "+0000 UTC" : `${zone.replace(":", "")} ${zone.replace(":", "")}`;
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}${rest} ${offset}`;
}
