import { createReadStream, createWriteStream, type WriteStream } from "node:fs";
import { once } from "node:events";
import { mkdir, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { readDocument } from "../documents/read-document.ts";
import { REFUSALS } from "../documents/refusal.ts";
import type { Refusals } from "./refusals.ts";
import type { TraceStore } from "./trace-store.ts";

/** The file is written anew when it is so many times as large as the store may be. */
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
  /** Set while the file is written anew: what comes meanwhile. */
  #compacting: Promise<void> | undefined;

  private constructor(path: string, store: TraceStore, bytes: number, refusals: Refusals) {
    this.#path = path;
    this.#store = store;
    this.#bytes = bytes;
    this.#refusals = refusals;
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
    await this.#compacting;
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
    const line = `${oneLine(raw)}\n`;
    this.#bytes += line.length;
    this.#stream.write(line);
    if (this.#bytes > this.#store.limitBytes * MAX_TIMES_LIMIT) this.#compacting ??= this.#compact();
  }

  /** Writes what the store holds into a new file, and puts it in place of the old one. */
  async #compact(): Promise<void> {
    const old = this.#stream;
    const next = this.#open(`${this.#path}.new`, "w");
    // From here on lines go to the new file, behind what the store holds now.
    this.#stream = next;
    this.#bytes = 0;
    for (const trace of [...this.#store.all()]) {
      for (const raw of trace.raw) {
        const line = `${oneLine(raw)}\n`;
        this.#bytes += line.length;
        next.write(line);
      }
    }
    old.end();
    if (!old.closed) await once(old, "close");
    await rename(`${this.#path}.new`, this.#path);
    this.#compacting = undefined;
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
function oneLine(raw: string): string {
  return /[\r\n]/.test(raw) ? raw.replace(/[\r\n]+/g, " ") : raw;
}
