import type { Subsegment } from "./segment/embed.ts";

/** AWS's own SDKs send subsegments separately above this number. */
const MAX_HELD = 100;
/** UTF-16 units: together with their segment they have to fit into one datagram. */
const MAX_LENGTH = 40_000;

/** Ended subsegments that wait for the end of their segment. */
export class HeldSubsegments {
  #held: Subsegment[] = [];
  #length = 0;
  #open = true;

  /** Whether another one can be held: the segment is not sent yet and the limit is not reached. */
  get open(): boolean {
    return this.#open && this.#held.length < MAX_HELD;
  }

  /** False when it does not fit. */
  take(subsegment: Subsegment): boolean {
    if (!this.open || this.#length + subsegment.json.length > MAX_LENGTH) return false;
    this.#held.push(subsegment);
    this.#length += subsegment.json.length;
    return true;
  }

  /** Returns the held subsegments when the segment is sent; none are held afterwards. */
  close(): Subsegment[] {
    this.#open = false;
    return this.#held.splice(0);
  }
}
