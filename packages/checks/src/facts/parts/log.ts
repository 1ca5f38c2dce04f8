/** The last lines of one container's log. */
export interface LogFact {
  readonly pod: string;
  readonly node?: string;
  readonly lines: readonly string[];
  /** Seconds since each line was written; without it, that is not known. */
  readonly ages?: readonly number[];
}
