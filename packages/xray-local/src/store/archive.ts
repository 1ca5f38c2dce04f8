import { createReadStream, createWriteStream, type WriteStream } from "node:fs";
import { once } from "node:events";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { readDocument } from "../documents/read-document.ts";
import { MAX_DOCUMENT_BYTES, REJECTIONS } from "../documents/rejection.ts";
import type { RejectionCounter } from "./rejection-counter.ts";
import type { TraceStore } from "./trace-store.ts";

/** The file is rewritten without the evicted traces when it exceeds the memory limit this many times. */
const MAX_LIMITS = 2;

/**
 * Stores the documents in a file, one per line as it was received, so that traces survive a restart. Lines are only
 * appended; a line that was truncated when the process ended is skipped when the file is read.
 */
export class Archive {
  readonly #path: string;
  readonly #store: TraceStore;
  readonly #unlisten: () => void;
  #stream: WriteStream;
  readonly #rejections: RejectionCounter;
  #bytes = 0;
  /** Size at which the file is rewritten next. A failed rewrite raises it, so that not every line causes another try. */
  #rewriteAt: number;
  /** The rewrite in progress, if any. */
  #rewriting: Promise<void> | undefined;
  /** Lines that arrived during a rewrite and are not in the new file yet. */
  #late: string[] = [];

  private constructor(path: string, store: TraceStore, bytes: number, rejections: RejectionCounter) {
    this.#path = path;
    this.#store = store;
    this.#bytes = bytes;
    this.#rejections = rejections;
    this.#rewriteAt = store.limitBytes * MAX_LIMITS;
    this.#stream = this.#open(path, "a");
    this.#unlisten = store.listen({ stored: (raw) => this.#append(raw) });
  }

  /** Reads the file into the store, then appends to it. @throws Error when it can't be read or written */
  static async open(path: string, store: TraceStore, rejections: RejectionCounter): Promise<Archive> {
    await mkdir(dirname(path), { recursive: true });
    const bytes = await stat(path).then(
      ({ size }) => size,
      () => 0,
    );
    if (bytes > 0) await readInto(path, store);
    const archive = new Archive(path, store, bytes, rejections);
    await once(archive.#stream, "open");
    if (bytes > 0) archive.#stream.write("\n");
    return archive;
  }

  /** Writes the remaining lines and closes the file. */
  async close(): Promise<void> {
    this.#unlisten();
    await this.#rewriting;
    this.#stream.end();
    if (!this.#stream.closed) await once(this.#stream, "close");
  }

  /** When the disk is full or the folder was removed, the server continues without the file and reports that. */
  #open(path: string, flags: "a" | "w"): WriteStream {
    const stream = createWriteStream(path, { flags });
    stream.on("error", (error) => {
      this.#rejections.add(REJECTIONS.file, error.message);
      this.#unlisten();
    });
    return stream;
  }

  #append(raw: string): void {
    const line = lineOf(raw);
    this.#bytes += Buffer.byteLength(line);
    this.#stream.write(line);
    if (this.#rewriting !== undefined) this.#late.push(line);
    else if (this.#bytes > this.#rewriteAt) this.#rewriting = this.#rewrite();
  }

  /**
   * Writes the stored documents to a new file and replaces the old one with it. The old file receives every line until
   * then, so that a failed rewrite loses nothing. Never rejects.
   */
  async #rewrite(): Promise<void> {
    const path = `${this.#path}.new`;
    const limit = this.#store.limitBytes * MAX_LIMITS;
    try {
      await pipeline(Readable.from(linesOf(this.#store)), createWriteStream(path, { flags: "w" }));
      while (this.#late.length > 0) {
        await pipeline(Readable.from(this.#late.splice(0)), createWriteStream(path, { flags: "a" }));
      }
      const { size } = await stat(path);
      await rename(path, this.#path);
      // Lines that arrived while the file was being renamed are in the old file only.
      this.#stream.end();
      this.#stream = this.#open(this.#path, "a");
      for (const line of this.#late) this.#stream.write(line);
      this.#bytes = this.#late.reduce((bytes, line) => bytes + Buffer.byteLength(line), size);
      this.#rewriteAt = limit;
    } catch (error) {
      this.#rejections.add(REJECTIONS.rewrite, error instanceof Error ? error.message : String(error));
      this.#rewriteAt = this.#bytes + limit;
      await rm(path, { force: true }).catch(() => undefined);
    }
    this.#late = [];
    this.#rewriting = undefined;
  }
}

/** A generator, so that the store, which may be large, is not copied in memory. */
function* linesOf(store: TraceStore): Generator<string> {
  for (const trace of [...store.all()]) {
    for (const raw of trace.raw) yield lineOf(raw);
  }
}

async function readInto(path: string, store: TraceStore): Promise<void> {
  for await (const line of linesIn(path)) {
    if (line === "") continue;
    const read = readDocument(line);
    if ("document" in read) store.add(read.document, line);
  }
}

/** Not by node:readline, which also ends a line at U+2028 and U+2029: JSON strings may contain both. */
async function* linesIn(path: string): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of createReadStream(path, { encoding: "utf8" }) as AsyncIterable<string>) {
    const [first = "", ...lines] = chunk.split("\n");
    // A longer line is no document: what is cut off of it is not needed.
    rest = (rest + first).slice(0, MAX_DOCUMENT_BYTES + 1);
    for (const line of lines) {
      yield rest;
      rest = line;
    }
  }
  yield rest;
}

/** JSON may span several lines, but never has a line break inside a string. */
function lineOf(raw: string): string {
  return `${/[\r\n]/.test(raw) ? raw.replace(/[\r\n]+/g, " ") : raw}\n`;
}
