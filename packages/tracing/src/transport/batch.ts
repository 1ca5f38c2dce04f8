import type { Socket } from "node:dgram";

/** Every datagram begins with this line. https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html */
const HEADER = '{"format":"json","version":1}\n';

/** More datagrams or bytes at once overflow the receiver's buffer. */
export const MAX_DATAGRAMS = 64;
const BYTES = 64 * 1_024;

/**
 * Datagrams that are sent together, stored one after the other in a single buffer outside V8's heap. Separate Buffers
 * would survive garbage collections while queued, and V8 would enlarge its heap.
 */
export class Batch {
  readonly #memory: Buffer;
  /** End offset of each datagram. */
  readonly #ends = new Uint32Array(MAX_DATAGRAMS);
  #count = 0;
  /** Index of the first datagram that was not dropped. */
  #first = 0;

  /** @param bytes the minimum capacity */
  constructor(bytes = BYTES) {
    this.#memory = Buffer.allocUnsafeSlow(bytes);
  }

  /** A batch with only this document, of any length. */
  static of(document: string): Batch {
    const batch = new Batch(Math.max(BYTES, sizeOf(document)));
    batch.add(document);
    return batch;
  }

  /** Datagrams in it. */
  get length(): number {
    return this.#count - this.#first;
  }

  /** Bytes of the datagrams in it. */
  get bytes(): number {
    return this.#start(this.#count) - this.#start(this.#first);
  }

  /** Whether it has the standard capacity, so that its memory can be reused. */
  get reusable(): boolean {
    return this.#memory.length === BYTES;
  }

  /** Appends a document; returns its datagram's bytes, or 0 if it does not fit. */
  add(document: string): number {
    const start = this.#start(this.#count);
    if (this.#count === MAX_DATAGRAMS || !this.#fits(document, start)) return 0;
    const written = this.#memory.write(HEADER + document, start);
    this.#ends[this.#count] = start + written;
    this.#count += 1;
    return written;
  }

  #fits(document: string, start: number): boolean {
    const room = this.#memory.length - start;
    // A UTF-16 unit is at most three bytes in UTF-8, so counting is rarely needed.
    return HEADER.length + document.length * 3 <= room || sizeOf(document) <= room;
  }

  /** Moves the first datagram into an empty batch. */
  shift(into: Batch): void {
    const start = this.#start(this.#first);
    into.#ends[0] = this.#memory.copy(into.#memory, 0, start, this.#start(this.#first + 1));
    into.#count = 1;
    this.drop();
  }

  /** Drops the first datagram; returns its bytes. */
  drop(): number {
    const start = this.#start(this.#first);
    this.#first += 1;
    return this.#start(this.#first) - start;
  }

  clear(): void {
    this.#first = 0;
    this.#count = 0;
  }

  /** Sends all datagrams; throws the socket's errors. */
  send(socket: Socket, onSent: (error: Error | null) => void): void {
    for (let i = this.#first; i < this.#count; i += 1) {
      const start = this.#start(i);
      socket.send(this.#memory, start, this.#start(i + 1) - start, onSent);
    }
  }

  /** Copies of the datagrams in it. */
  datagrams(): Buffer[] {
    const copies: Buffer[] = [];
    for (let i = this.#first; i < this.#count; i += 1) {
      copies.push(Buffer.from(this.#memory.subarray(this.#start(i), this.#start(i + 1))));
    }
    return copies;
  }

  /** Start offset of a datagram, which is the end of the previous one. */
  #start(index: number): number {
    return index === 0 ? 0 : (this.#ends[index - 1] ?? 0);
  }
}

function sizeOf(document: string): number {
  return HEADER.length + Buffer.byteLength(document);
}
