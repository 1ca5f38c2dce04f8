/** Documents that wait to be sent: bounded, first in first out, the oldest go first when it overflows. */
export class DocumentQueue {
  readonly #maxBytes: number;
  #items: string[] = [];
  #head = 0;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  /** Adds at the end; returns how many documents had to go. */
  push(document: string): number {
    this.#items.push(document);
    this.#bytes += document.length;
    return this.#trim();
  }

  /** Puts documents back at the front, in their order; returns how many documents had to go. */
  unshift(documents: readonly string[]): number {
    this.#items = [...documents, ...this.#items.slice(this.#head)];
    this.#head = 0;
    for (const document of documents) this.#bytes += document.length;
    return this.#trim();
  }

  shift(): string | undefined {
    const document = this.#items[this.#head];
    if (document === undefined) return undefined;
    this.#items[this.#head] = "";
    this.#head += 1;
    this.#bytes -= document.length;
    if (this.#head > 1_024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return document;
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
