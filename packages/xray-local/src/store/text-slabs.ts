import { deflateRaw, inflateRawSync } from "node:zlib";

/** Where a text is stored. */
export interface TextLocation {
  readonly slab: Slab;
  readonly start: number;
  readonly end: number;
}

/** Larger than any document. The window of deflate is 32 KiB, so that larger slabs would not compress better. */
const SLAB_BYTES = 256 * 1024;
/** Number of decompressed slabs that are cached: readers of many texts read them in order. */
const MAX_UNPACKED = 4;

interface Slab {
  /** The bytes until they are compressed. */
  open: Buffer | undefined;
  packed: Buffer | undefined;
  used: number;
  /** Number of texts in it that were not removed. */
  live: number;
}

/**
 * Stores many texts in little memory: consecutively in slabs outside the garbage collected heap. A full slab is
 * compressed; segment documents are so similar that it shrinks to about a tenth.
 */
export class TextSlabs {
  #current: Slab | undefined;
  #bytes = 0;
  readonly #unpacked = new Map<Slab, Buffer>();

  /** Memory of all slabs. */
  get bytes(): number {
    return this.#bytes;
  }

  put(text: string): TextLocation {
    const length = Buffer.byteLength(text);
    const slab = this.#slabFor(length);
    const start = slab.used;
    slab.open?.write(text, start, length);
    slab.used += length;
    slab.live++;
    return { slab, start, end: slab.used };
  }

  get({ slab, start, end }: TextLocation): string {
    return (slab.open ?? this.#unpack(slab)).toString("utf8", start, end);
  }

  /** Removes a text; a slab is freed when all its texts are removed. */
  remove({ slab }: TextLocation): void {
    slab.live--;
    if (slab.live > 0 || slab === this.#current) return;
    this.#bytes -= sizeOf(slab);
    slab.open = undefined;
    slab.packed = undefined;
    this.#unpacked.delete(slab);
  }

  #slabFor(length: number): Slab {
    const current = this.#current;
    if (current?.open !== undefined && current.used + length <= current.open.length) return current;
    const next: Slab = {
      open: Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, length)),
      packed: undefined,
      used: 0,
      live: 0,
    };
    this.#bytes += sizeOf(next);
    this.#current = next;
    if (current !== undefined) this.#close(current);
    return next;
  }

  #close(slab: Slab): void {
    if (slab.live === 0) {
      this.#bytes -= sizeOf(slab);
      return;
    }
    const open = slab.open;
    if (open === undefined) return;
    deflateRaw(open.subarray(0, slab.used), { level: 3 }, (error, packed) => {
      // All its texts may have been removed in the meantime. A slab that can't be compressed stays as it is.
      if (slab.open === undefined || error !== null) return;
      this.#bytes += packed.length - open.length;
      slab.packed = packed;
      slab.open = undefined;
    });
  }

  #unpack(slab: Slab): Buffer {
    const known = this.#unpacked.get(slab);
    if (known !== undefined) return known;
    const bytes = slab.packed === undefined ? Buffer.alloc(0) : inflateRawSync(slab.packed);
    this.#unpacked.set(slab, bytes);
    for (const oldest of this.#unpacked.keys()) {
      if (this.#unpacked.size <= MAX_UNPACKED) break;
      this.#unpacked.delete(oldest);
    }
    return bytes;
  }
}

function sizeOf({ open, packed }: Slab): number {
  return (open ?? packed)?.length ?? 0;
}
