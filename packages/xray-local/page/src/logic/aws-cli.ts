/** Commands for the AWS CLI, version 2, as one types them in a POSIX shell. */

export interface CliTarget {
  /** The local X-Ray's address. Undefined: the real X-Ray, with the user's own credentials. */
  readonly endpoint?: string | undefined;
  readonly region: string;
}

/** A word of a shell command: as it is when nothing in it means something to a shell, otherwise in single quotes. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The whole trace, as X-Ray gives it. */
export function batchGetTraces(traceId: string, target: CliTarget): string {
  return ["aws xray batch-get-traces", `--trace-ids ${shellWord(traceId)}`, ...where(target)].join(" ");
}

/**
 * The traces of a filter expression.
 * @param from seconds since the epoch; X-Ray takes at most six hours at once
 */
export function getTraceSummaries(filter: string, from: number, to: number, target: CliTarget): string {
  const times = [`--start-time ${String(Math.floor(from))}`, `--end-time ${String(Math.ceil(to))}`];
  const expression = filter === "" ? [] : [`--filter-expression ${shellWord(filter)}`];
  return ["aws xray get-trace-summaries", ...times, ...expression, ...where(target)].join(" ");
}

/** The local X-Ray looks at no signature, so that its user needs no credentials. */
function where({ endpoint, region }: CliTarget): string[] {
  const local = endpoint === undefined ? [] : [`--endpoint-url ${shellWord(endpoint)}`, "--no-sign-request"];
  return [...local, `--region ${shellWord(region)}`];
}
