import { createReadStream, createWriteStream, type WriteStream } from "node:fs";
import { once } from "node:events";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { readDocument } from "../documents/read-document.ts";
import { REFUSALS } from "../documents/refusal.ts";
import type { Refusals } from "./refusals.ts";
import type { TraceStore } from "./trace-store.ts";

/** The file is rewritten, without the evicted traces, when it is this many times as large as the store may be. */
const MAX_TIMES_LIMIT = 2;

/**
 * Keeps the documents in a file, one a line as it came, so that the next start has the traces again. Lines are only
 * added; a line that was cut off by the end of the process is left out when the file is read.
 */
export class Archive {
  readonly #path: string;
  readonly #store: TraceStore;
  readonly #unlisten: () => void;
  #stream: WriteStream;
  readonly #refusals: Refusals;
  #bytes = 0;
  /** Size at which the file is rewritten next; a rewrite that failed raises it, so that it is not tried for each line. */
  #rewriteAt: number;
  #rewriting: Promise<void> | undefined;
  /** Lines that came during a rewrite and are not in the new file yet. */
  #late: string[] = [];

  private constructor(path: string, store: TraceStore, bytes: number, refusals: Refusals) {
    this.#path = path;
    this.#store = store;
    this.#bytes = bytes;
    this.#refusals = refusals;
    this.#rewriteAt = store.limitBytes * MAX_TIMES_LIMIT;
    this.#stream = this.#open(path, "a");
    this.#unlisten = store.listen({ kept: (raw) => this.#append(raw) });
  }

  /** Reads the file into the store, and from then on adds to it. @throws Error when it can't be read or written */
  static async open(path: string, store: TraceStore, refusals: Refusals): Promise<Archive> {
    await mkdir(dirname(path), { recursive: true });
    const bytes = await stat(path).then(
      ({ size }) => size,
      () => 0,
    );
    if (bytes > 0) await readInto(path, store);
    const archive = new Archive(path, store, bytes, refusals);
    await once(archive.#stream, "open");
    if (bytes > 0) archive.#stream.write("\n");
    return archive;
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    this.#unlisten();
    await this.#rewriting;
    this.#stream.end();
    if (!this.#stream.closed) await once(this.#stream, "close");
  }

  /** When the disk is full or the folder gone, the server goes on without the file and says so. */
  #open(path: string, flags: "a" | "w"): WriteStream {
    const stream = createWriteStream(path, { flags });
    stream.on("error", (error) => {
      this.#refusals.add(REFUSALS.file, error.message);
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
   * Writes what the store holds into a new file and puts it in the place of the old one, which takes every line until
   * then: a rewrite that fails loses nothing. Never rejects.
   */
  async #rewrite(): Promise<void> {
    const path = `${this.#path}.new`;
    const limit = this.#store.limitBytes * MAX_TIMES_LIMIT;
    try {
      await pipeline(Readable.from(linesOf(this.#store)), createWriteStream(path, { flags: "w" }));
      while (this.#late.length > 0) {
        await pipeline(Readable.from(this.#late.splice(0)), createWriteStream(path, { flags: "a" }));
      }
      const { size } = await stat(path);
      await rename(path, this.#path);
      // A line that came while the file was renamed is in the old one, and goes to the new one here.
      this.#stream.end();
      this.#stream = this.#open(this.#path, "a");
      for (const line of this.#late) this.#stream.write(line);
      this.#bytes = this.#late.reduce((bytes, line) => bytes + Buffer.byteLength(line), size);
      this.#rewriteAt = limit;
    } catch (error) {
      this.#refusals.add(REFUSALS.rewrite, error instanceof Error ? error.message : String(error));
      this.#rewriteAt = this.#bytes + limit;
      await rm(path, { force: true }).catch(() => undefined);
    }
    this.#late = [];
    this.#rewriting = undefined;
  }
}

/** One after the other, as the file takes them: the store can hold more than there is memory for a second time. */
function* linesOf(store: TraceStore): Generator<string> {
  for (const trace of [...store.all()]) {
    for (const raw of trace.raw) yield lineOf(raw);
  }
}

async function readInto(path: string, store: TraceStore): Promise<void> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    if (line === "") continue;
    const read = readDocument(line);
    if ("document" in read) store.add(read.document, line);
  }
}

/** JSON may stand on several lines, but never has a line break inside of a text. */
function lineOf(raw: string): string {
  return `${/[\r\n]/.test(raw) ? raw.replace(/[\r\n]+/g, " ") : raw}\n`;
}
