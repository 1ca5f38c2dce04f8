import { deflateRaw, inflateRawSync } from "node:zlib";

/** Where a text is kept. */
export interface TextPlace {
  readonly slab: Slab;
  readonly start: number;
  readonly end: number;
}

/** Larger than any document. Deflate learns from 32 KiB, so that more would pack no better. */
const SLAB_BYTES = 256 * 1024;
/** Unpacked slabs that are kept for the next reading: those that read many texts read them in order. */
const UNPACKED = 4;

interface Slab {
  /** The bytes while they are written, and until they are packed. */
  open: Buffer | undefined;
  packed: Buffer | undefined;
  used: number;
  /** Texts in it that are still needed. */
  live: number;
}

/**
 * Keeps many texts in little memory: one behind the other in blocks outside of the garbage collected heap, and each
 * block packed as soon as it is full. Documents are much alike, so that a packed block takes a tenth.
 */
export class TextSlabs {
  #current: Slab | undefined;
  #bytes = 0;
  readonly #unpacked = new Map<Slab, Buffer>();

  /** Memory of all blocks. */
  get bytes(): number {
    return this.#bytes;
  }

  put(text: string): TextPlace {
    const length = Buffer.byteLength(text);
    const slab = this.#withRoom(length);
    const start = slab.used;
    slab.open?.write(text, start, length);
    slab.used += length;
    slab.live++;
    return { slab, start, end: slab.used };
  }

  get({ slab, start, end }: TextPlace): string {
    return (slab.open ?? this.#unpack(slab)).toString("utf8", start, end);
  }

  /** The text is no longer needed; its block goes when none in it is. */
  remove({ slab }: TextPlace): void {
    slab.live--;
    if (slab.live > 0 || slab === this.#current) return;
    this.#bytes -= sizeOf(slab);
    slab.open = undefined;
    slab.packed = undefined;
    this.#unpacked.delete(slab);
  }

  #withRoom(length: number): Slab {
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
      // All texts of it may have gone meanwhile. What can't be packed stays as it is.
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
      if (this.#unpacked.size <= UNPACKED) break;
      this.#unpacked.delete(oldest);
    }
    return bytes;
  }
}

function sizeOf({ open, packed }: Slab): number {
  return (open ?? packed)?.length ?? 0;
}
