import { prefixScanner } from "@pmp/secrets";
import { REDACTED } from "./values.ts";

/** A quoted part: up to the last quote before the end of the message, else to the end of the line. */
const NEAR = String.raw`["'\`][\s\S]{0,2000}?["'\`](?=\s*(?:$|\r|\n|[.,;)]|at character|at line|for (?:column|key|type)|\())|["'\`][^\r\n]*`;

/**
 * Messages that quote their input: those of body parsers, and of databases that name the value. The value is removed,
 * the message kept.
 */
const MESSAGES: readonly (readonly [RegExp, string])[] = [
  // V8's JSON.parse, also used by body-parser and most JSON readers.
  [/(Unexpected token )[\s\S]{1,300}?( is not valid JSON)(?![\s\S]{0,100} is not valid JSON)/g, `$1${REDACTED}$2`],
  // Only from the first quote of the line: trying each quote would take quadratic time.
  [/^([^"\r\n]*?)(?:\.{3})?"[^\r\n]+"(?:\.{3})?( is not valid JSON)/gm, `$1${REDACTED}$2`],
  // A JSON delimiter reveals nothing about the body.
  [/(Unexpected token )[^\s{}[\]",:]( in JSON at position)/gu, `$1${REDACTED}$2`],
  [/(JSON5?: invalid (?:character|end of input) )'(?:[^'\\]|\\.){1,10}'/g, `$1${REDACTED}`],
  // YAML parsers show the line.
  [/( at line \d+, column \d+:\r?\n\r?\n)[\s\S]{1,2000}?(\r?\n\s*\^+)/g, `$1${REDACTED}$2`],
  [/^(\s*\d{1,6} \| )[^\r\n]+/gm, `$1${REDACTED}`],
  // Headers.
  [/^([^"\r\n]*)"[^\r\n]*"( is an invalid header value)/gm, `$1${REDACTED}$2`],
  // PostgreSQL: https://www.postgresql.org/docs/current/errcodes-appendix.html, class 22, 23 and 42601.
  [
    new RegExp(
      String.raw`((?:invalid input (?:syntax|value) for (?:type )?(?:enum )?[\w" .()[\]]{1,80}|malformed (?:array|record|range|multirange) literal|(?:date\/time|time zone displacement|interval) (?:field value )?out of range|(?:unterminated|unrecognized|trailing junk|invalid|zero-length)[\w /*]{1,60} at or near|invalid (?:name|byte sequence|regular expression|value|hexadecimal|symbol)[\w" ]{0,60}|(?:could not|cannot) (?:parse|convert|cast)[\w ]{0,40}):? )(?:${NEAR})`,
      "gi",
    ),
    `$1${REDACTED}`,
  ],
  [/(syntax error at or near )("[^"\r\n]{0,2000}"?)/gi, `$1${REDACTED}`],
  [/(\bvalue )"[^\r\n]{0,2000}?"( is out of range for type)/g, `$1${REDACTED}$2`],
  [/(\btime zone )"[^\r\n]{0,400}?"( not recognized)/g, `$1${REDACTED}$2`],
  [/(\bToken )"[\s\S]{0,2000}?"( is invalid)/g, `$1${REDACTED}$2`],
  [
    /(\bKey \([^)\r\n]{1,400}\)=\()[\s\S]{0,4000}?(\)(?: already exists| is not present| is still referenced| conflicts|\.|$))/g,
    `$1${REDACTED}$2`,
  ],
  [/(conflicts with existing key \([^)\r\n]{1,400}\)=\()[\s\S]{0,4000}?(\)\.?(?=$|\s))/g, `$1${REDACTED}$2`],
  [/(Failing row contains \()[\s\S]{0,8000}?(\)\.?(?=$|\r|\n|\s{4}at )|$)/g, `$1${REDACTED}$2`],
  [/(\bJSON data, line \d+: )[^\r\n]+/g, `$1${REDACTED}`],
  [/(\bCOPY \w{1,80}, line \d+(?:, column \w{1,80})?: )[^\r\n]+/g, `$1${REDACTED}`],
  [/(\bparameters?: \$1 = )[^\r\n]+/g, `$1${REDACTED}`],
  [/(\bparameter \$\d+ = )'[^\r\n]+/g, `$1${REDACTED}`],
  // MySQL, https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
  [/(\bDuplicate entry )'[\s\S]{0,2000}?'( for key)/g, `$1${REDACTED}$2`],
  [/(\b(?:Incorrect|Truncated incorrect|Invalid) [\w ]{1,30} value: )'[\s\S]{0,2000}?'(?=$|\s|\.)/g, `$1${REDACTED}`],
  [/(\bto use near )'[\s\S]{0,2000}?'( at line \d+|$)/g, `$1${REDACTED}$2`],
  // SQL Server, https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors
  [/(\bConversion failed when converting the [\w ]{1,60} value )'[\s\S]{0,2000}?'( to data type)/g, `$1${REDACTED}$2`],
  [/(\bduplicate key value is \()[\s\S]{0,2000}?(\)\.?(?=$|\s))/g, `$1${REDACTED}$2`],
  [/(\bUnclosed quotation mark after the character string )'[^\r\n]*/g, `$1${REDACTED}`],
  [/(\bIncorrect syntax near )'[^\r\n]*/g, `$1${REDACTED}`],
  [/(\bTruncated value: )'[^\r\n]*/g, `$1${REDACTED}`],
  // Oracle, SQLite, MongoDB.
  [/(\brow with column values \()[^\r\n]*/g, `$1${REDACTED}`],
  [/(\bunrecognized token: )"[\s\S]{0,2000}?(?:"(?=$|\r|\n)|$)/g, `$1${REDACTED}`],
  [/(\bdup key: )\{[^\r\n]*/g, `$1${REDACTED}`],
];

/** Words that identify the messages and are rare elsewhere. */
const hasMessage = prefixScanner({
  patterns: [
    ...[
      "valid json",
      "in json at",
      "json5?: invalid",
      "json data",
      "column \\d",
      "invalid",
      "malformed",
      "out of range",
    ],
    ...["at or near", "not recognized", "could not (?:parse|convert|cast)", "cannot (?:parse|convert|cast)", "key \\("],
    ...["failing row", "copy \\w+, line", "parameters?(?:: \\$| \\$)", "duplicate (?:entry|key)", "incorrect"],
    ...["truncated", "use near", "conversion failed", "unclosed", "column values", "unrecognized", "dup key", "\\|"],
  ],
  ignoreCase: true,
});

/** Removes the data quoted in an error message. */
export function redactQuoting(text: string): string {
  if (hasMessage(text) === 0) return text;
  let out = text;
  for (const [pattern, replacement] of MESSAGES) out = out.replace(pattern, replacement);
  return out;
}
