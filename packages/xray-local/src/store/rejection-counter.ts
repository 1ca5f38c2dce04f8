import type { Rejection } from "../documents/rejection.ts";
import type { RejectionCount } from "../page-api.ts";

const MAX_EXCERPT = 200;

/** Counts rejected documents by reason, with the beginning of the last one of each. */
export class RejectionCounter {
  readonly #counts = new Map<string, { count: number; last: string | undefined }>();

  add({ reason }: Rejection, text?: string, count = 1): void {
    const before = this.#counts.get(reason)?.count ?? 0;
    this.#counts.set(reason, { count: before + count, last: text === undefined ? undefined : excerpt(text) });
  }

  /** Most frequent first. */
  counts(): RejectionCount[] {
    return [...this.#counts]
      .map(([reason, { count, last }]) => ({ reason, count, ...(last !== undefined && { last }) }))
      .sort((one, other) => other.count - one.count);
  }
}

/** Replaces control characters, which could move a terminal's cursor. */
function excerpt(text: string): string {
  const shown = text.slice(0, MAX_EXCERPT).replace(/[^\x20-\x7e\u00a0-\ud7ff]/g, "·");
  return text.length > MAX_EXCERPT ? `${shown}…` : shown;
}
