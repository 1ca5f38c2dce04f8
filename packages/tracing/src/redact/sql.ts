import { scanSql, type SqlDialect } from "./sql-scan.ts";

const DIALECTS: readonly (readonly [RegExp, SqlDialect])[] = [
  [/postgres|cockroach|redshift|yugabyte|greenplum|timescale/i, "postgresql"],
  [/mysql|mariadb|tidb|vitess|singlestore|clickhouse|bigquery|spark|hive/i, "mysql"],
  [/oracle/i, "oracle"],
  [/mssql|sql_?server|sybase/i, "sqlserver"],
];

/** The dialect for the attribute `db.system.name`; undefined if unknown. */
export function dialectOf(system: unknown): SqlDialect | undefined {
  return typeof system === "string" ? DIALECTS.find(([pattern]) => pattern.test(system))?.[1] : undefined;
}

/**
 * SQL with each literal replaced by `?`. Placeholders (`$1`) and quoted names are kept; comments are removed, as
 * programs write request data into them. If the dialect is unknown and dialects would end a literal at different
 * positions, the rest is removed.
 */
export function redactSql(sql: string, dialect?: SqlDialect): string {
  return scanSql(sql, dialect).trim();
}

const QUOTED = /'(?:[^'\\\r\n]|''|\\[^\r\n])*(?:'|$)/gm;

/** The text without single-quoted parts, on one line. */
export function redactQuoted(text: string): string {
  return text.replace(QUOTED, "?");
}

/** Word pairs that occur together in a statement, tested separately: each test scans the text only once. */
const PAIRS: readonly [RegExp, RegExp][] = [
  [/\bselect\b/i, /\bfrom\b|\bwhere\b/i],
  [/\binsert\b/i, /\binto\b/i],
  [/\bupdate\b/i, /\bset\b/i],
  [/\bdelete\b/i, /\bfrom\b/i],
  [/\bmerge\b/i, /\binto\b/i],
  // Not Oracle's message about "column values (…)".
  [/(?<!column )\bvalues\b/i, /\(/],
  [/\bwhere\b/i, /[=<>]/],
  // Calls of functions and procedures.
  [/\bselect\s{1,9}[\w.]{1,80}\(/i, /'|\$/],
  [/\b(?:call|exec(?:ute)?)\s{1,9}[\w.]{1,80}\s{0,3}[(@]/i, /'|\$/],
];
const VERB = /\b(?:select|insert|update|delete|merge|values|where|call|exec|execute)\b/i;

/** True for a text that holds a statement, such as a driver's error message that repeats it. */
export function looksLikeSql(text: string): boolean {
  return VERB.test(text) && PAIRS.some(([one, other]) => one.test(text) && other.test(text));
}
