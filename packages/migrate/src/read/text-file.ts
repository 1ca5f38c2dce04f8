/** A file as text, with positions. */
export class TextFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly #lineStarts: number[];

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
    this.#lineStarts = [0];
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) this.#lineStarts.push(at + 1);
  }

  /** The line and column of an offset, both counted from 1. */
  position(offset: number): Position {
    let [low, high] = [0, this.#lineStarts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#lineStarts[low] ?? 0) + 1 };
  }

  /** The lines with their offsets; without line breaks. */
  *lines(): Generator<{ readonly start: number; readonly text: string }> {
    for (const [index, start] of this.#lineStarts.entries()) {
      const end = this.#lineStarts[index + 1] ?? this.text.length;
      yield { start, text: this.text.slice(start, end).replace(/\r?\n$/, "") };
    }
  }

  /** The line break that the file uses. */
  get eol(): "\n" | "\r\n" {
    return this.text.includes("\r\n") ? "\r\n" : "\n";
  }
}

export interface Position {
  readonly line: number;
  readonly column: number;
}
