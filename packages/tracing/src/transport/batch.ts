import type { Socket } from "node:dgram";

/** Every datagram begins with this line. https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html */
const HEADER = '{"format":"json","version":1}\n';

/** More datagrams, or more bytes, in one go overflow the receiver's buffer before it can read them. */
export const MAX_DATAGRAMS = 64;
const BYTES = 64 * 1_024;

/**
 * Datagrams that are sent together, one behind the other in one piece of memory outside of V8's heap. A Buffer for each
 * would be an object that outlives collections of garbage while it waits; V8 answers that with a larger heap.
 */
export class Batch {
  readonly #memory: Buffer;
  /** Where each datagram ends. */
  readonly #ends = new Uint32Array(MAX_DATAGRAMS);
  #count = 0;
  /** The first ones may have been dropped. */
  #first = 0;

  /** @param bytes that it must have room for */
  constructor(bytes = BYTES) {
    this.#memory = Buffer.allocUnsafeSlow(bytes);
  }

  /** One with just this document, however long it is. */
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

  /** Whether it is as large as all others, so that its memory can serve again. */
  get reusable(): boolean {
    return this.#memory.length === BYTES;
  }

  /** Puts a document behind the others; returns its datagram's bytes, or 0 when there is no room for it. */
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
    // No character takes more than three bytes for each of its units: mostly nothing has to be counted.
    return HEADER.length + document.length * 3 <= room || sizeOf(document) <= room;
  }

  /** Takes the first datagram out, into an empty batch. */
  shift(into: Batch): void {
    const start = this.#start(this.#first);
    into.#ends[0] = this.#memory.copy(into.#memory, 0, start, this.#start(this.#first + 1));
    into.#count = 1;
    this.drop();
  }

  /** Gives the first datagram up; returns its bytes. */
  drop(): number {
    const start = this.#start(this.#first);
    this.#first += 1;
    return this.#start(this.#first) - start;
  }

  clear(): void {
    this.#first = 0;
    this.#count = 0;
  }

  /** Hands all datagrams to the system; throws what the socket throws. */
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

  /** Where the datagram of this number starts, which is where the one before it ends. */
  #start(index: number): number {
    return index === 0 ? 0 : (this.#ends[index - 1] ?? 0);
  }
}

function sizeOf(document: string): number {
  return HEADER.length + Buffer.byteLength(document);
}
