import type { Subsegment } from "./segment/embed.ts";

/** AWS's own SDKs send subsegments by themselves from this number on. */
const MAX_HELD = 100;
/** UTF-16 units: together with their segment they have to fit into one datagram. */
const MAX_LENGTH = 40_000;

/** The subsegments of a running segment that have ended and wait for it. */
export class HeldSubsegments {
  #held: Subsegment[] = [];
  #length = 0;
  #open = true;

  /** Whether one more can be held: the segment was not sent yet, and it has not had too many. */
  get open(): boolean {
    return this.#open && this.#held.length < MAX_HELD;
  }

  /** False when there is no room for it. */
  take(subsegment: Subsegment): boolean {
    if (!this.open || this.#length + subsegment.json.length > MAX_LENGTH) return false;
    this.#held.push(subsegment);
    this.#length += subsegment.json.length;
    return true;
  }

  /** What is held, as the segment is sent; from now on nothing is. */
  close(): Subsegment[] {
    this.#open = false;
    return this.#held.splice(0);
  }
}
