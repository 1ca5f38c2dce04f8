/** Commands for the AWS CLI, version 2, for a POSIX shell. */

export interface CliTarget {
  /** The local X-Ray's URL. Undefined: AWS, with the user's credentials. */
  readonly endpoint?: string | undefined;
  readonly region: string;
}

/** A word of a shell command, in single quotes if it contains special characters. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The command that gets a trace. */
export function batchGetTraces(traceId: string, target: CliTarget): string {
  return ["aws xray batch-get-traces", `--trace-ids ${shellWord(traceId)}`, ...where(target)].join(" ");
}

/**
 * The command that lists the traces of a filter expression.
 * @param from seconds since the epoch; X-Ray accepts ranges of at most six hours
 */
export function getTraceSummaries(filter: string, from: number, to: number, target: CliTarget): string {
  const times = [`--start-time ${String(Math.floor(from))}`, `--end-time ${String(Math.ceil(to))}`];
  const expression = filter === "" ? [] : [`--filter-expression ${shellWord(filter)}`];
  return ["aws xray get-trace-summaries", ...times, ...expression, ...where(target)].join(" ");
}

/** The local X-Ray does not check signatures, so no credentials are needed. */
function where({ endpoint, region }: CliTarget): string[] {
  const local = endpoint === undefined ? [] : [`--endpoint-url ${shellWord(endpoint)}`, "--no-sign-request"];
  return [...local, `--region ${shellWord(region)}`];
}
