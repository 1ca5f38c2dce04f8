const NONE = Buffer.alloc(0);

/** Datagrams that wait to be sent: bounded, first in first out, the oldest go first when it overflows. */
export class DatagramQueue {
  readonly #maxBytes: number;
  #items: Buffer[] = [];
  #head = 0;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  /** Adds at the end; returns how many datagrams had to go. */
  push(datagram: Buffer): number {
    this.#items.push(datagram);
    this.#bytes += datagram.length;
    return this.#trim();
  }

  /** Puts datagrams back at the front, in their order; returns how many datagrams had to go. */
  unshift(datagrams: readonly Buffer[]): number {
    this.#items = [...datagrams, ...this.#items.slice(this.#head)];
    this.#head = 0;
    for (const datagram of datagrams) this.#bytes += datagram.length;
    return this.#trim();
  }

  shift(): Buffer | undefined {
    const datagram = this.#items[this.#head];
    if (datagram === undefined) return undefined;
    this.#items[this.#head] = NONE;
    this.#head += 1;
    this.#bytes -= datagram.length;
    if (this.#head > 1_024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return datagram;
  }

  clear(): number {
    const count = this.length;
    this.#items = [];
    this.#head = 0;
    this.#bytes = 0;
    return count;
  }

  #trim(): number {
    let gone = 0;
    while (this.#bytes > this.#maxBytes && this.length > 0) {
      this.shift();
      gone += 1;
    }
    return gone;
  }
}
