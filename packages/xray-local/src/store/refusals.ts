import type { Refusal } from "../documents/refusal.ts";
import type { RefusalCount } from "../page-api.ts";

const MAX_EXCERPT = 200;

/** Counts what was not taken, by reason, with the beginning of the last one of each. */
export class Refusals {
  readonly #counts = new Map<string, { count: number; last: string | undefined }>();

  add({ reason }: Refusal, text?: string, count = 1): void {
    const before = this.#counts.get(reason)?.count ?? 0;
    this.#counts.set(reason, { count: before + count, last: text === undefined ? undefined : excerpt(text) });
  }

  /** Most frequent first. */
  counts(): RefusalCount[] {
    return [...this.#counts]
      .map(([reason, { count, last }]) => ({ reason, count, ...(last !== undefined && { last }) }))
      .sort((one, other) => other.count - one.count);
  }
}

/** What came may hold anything, also what would move a terminal's cursor. */
function excerpt(text: string): string {
  const shown = text.slice(0, MAX_EXCERPT).replace(/[^\x20-\x7e\u00a0-\ud7ff]/g, "·");
  return text.length > MAX_EXCERPT ? `${shown}…` : shown;
}
