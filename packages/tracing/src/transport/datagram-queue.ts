import { Batch } from "./batch.ts";

/** Number of empty batches kept for reuse. */
const MAX_SPARE = 32;

/** A bounded FIFO queue of datagrams; drops the oldest when it is full. */
export class DatagramQueue {
  readonly #maxBytes: number;
  #batches: Batch[] = [];
  #length = 0;
  #bytes = 0;
  readonly #spare: Batch[] = [];

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Number of queued datagrams. */
  get length(): number {
    return this.#length;
  }

  /** Appends a document; returns the number of dropped datagrams. */
  push(document: string): number {
    const added = this.#batches.at(-1)?.add(document) ?? 0;
    this.#bytes += added > 0 ? added : this.#open(document);
    this.#length += 1;
    return this.#trim();
  }

  #open(document: string): number {
    let batch = this.#empty();
    let added = batch.add(document);
    if (added === 0) {
      this.release(batch);
      batch = Batch.of(document);
      added = batch.bytes;
    }
    this.#batches.push(batch);
    return added;
  }

  #empty(): Batch {
    return this.#spare.pop() ?? new Batch();
  }

  /** Puts batches back at the front, in their order; returns the number of dropped datagrams. */
  unshift(batches: readonly Batch[]): number {
    this.#batches.unshift(...batches);
    for (const { length, bytes } of batches) {
      this.#length += length;
      this.#bytes += bytes;
    }
    return this.#trim();
  }

  /** The oldest datagrams, as many as may be sent at once. */
  shift(): Batch | undefined {
    const batch = this.#batches.shift();
    if (!batch) return undefined;
    this.#length -= batch.length;
    this.#bytes -= batch.bytes;
    return batch;
  }

  /** The oldest datagram alone. */
  shiftOne(): Batch | undefined {
    const [oldest] = this.#batches;
    if (!oldest || oldest.length === 1) return this.shift();
    const alone = this.#empty();
    oldest.shift(alone);
    this.#length -= 1;
    this.#bytes -= alone.bytes;
    return alone;
  }

  /** Keeps the memory of an unused batch for reuse. */
  release(batch: Batch): void {
    if (!batch.reusable || this.#spare.length >= MAX_SPARE) return;
    batch.clear();
    this.#spare.push(batch);
  }

  clear(): number {
    const count = this.#length;
    this.#batches = [];
    this.#length = 0;
    this.#bytes = 0;
    return count;
  }

  #trim(): number {
    let removed = 0;
    for (let [oldest] = this.#batches; oldest && this.#bytes > this.#maxBytes; [oldest] = this.#batches) {
      this.#bytes -= oldest.drop();
      this.#length -= 1;
      removed += 1;
      if (oldest.length === 0) this.#batches.shift();
    }
    return removed;
  }
}
