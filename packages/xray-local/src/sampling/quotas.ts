/** Seconds between two reports of a process, as X-Ray asks for them. */
export const REPORT_SECONDS = 10;
/** Seconds that a quota holds, as X-Ray answers. */
export const QUOTA_SECONDS = 300;
/**
 * A process that has missed so many reports no longer has a part of the reservoir: when an app is started anew again
 * and again, its former processes must not hold what the running one needs.
 */
const MISSED_REPORTS = 3;

/** A process's part of a rule's reservoir. */
export interface Quota {
  /** Requests a second. */
  readonly quota: number;
  /** Seconds since the epoch. */
  readonly until: number;
}

/**
 * Shares each rule's reservoir out over the processes that report about it, in parts as even as whole requests allow.
 * A process has no part before its first report: until then it borrows one request a second.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sampling.html
 */
export class ReservoirQuotas {
  /** By rule, then by process: second of the last report. */
  readonly #reports = new Map<string, Map<string, number>>();

  /** Takes note of reports that came together: only then is it known over how many processes a reservoir is shared. */
  report(rule: string, client: string, now: number): void {
    const clients = this.#reports.get(rule) ?? new Map<string, number>();
    // Forgotten here, so that processes that are gone take no memory.
    for (const [other, at] of clients) if (isGone(at, now)) clients.delete(other);
    clients.set(client, now);
    this.#reports.set(rule, clients);
  }

  /** The part of a process that has reported; `now` in seconds since the epoch. */
  quota(rule: string, client: string, reservoir: number, now: number): Quota {
    const reported = [...(this.#reports.get(rule) ?? [])];
    const sharing = reported.filter(([, at]) => !isGone(at, now)).map(([other]) => other);
    const rank = sharing.sort().indexOf(client);
    const part = Math.floor(reservoir / Math.max(1, sharing.length));
    const rest = reservoir - part * sharing.length;
    return { quota: rank < 0 ? 0 : part + (rank < rest ? 1 : 0), until: now + QUOTA_SECONDS };
  }

  forget(rule: string): void {
    this.#reports.delete(rule);
  }
}

function isGone(reportedAt: number, now: number): boolean {
  return now - reportedAt > MISSED_REPORTS * REPORT_SECONDS;
}
