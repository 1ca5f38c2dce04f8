import type { IncomingMessage } from "node:http";
import type { Transform } from "node:stream";
import { createGunzip, createInflate } from "node:zlib";

/** Larger than what any of the APIs takes: X-Ray's OTLP endpoint allows 5 MB. */
const MAX_BODY_BYTES = 20 * 1024 * 1024;

/** The body of a request can't be read. `status` is the HTTP status that says so. */
export class BodyError extends Error {
  override readonly name = "BodyError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** By content-encoding: what the collector's OTLP receiver takes of what senders use. `deflate` is zlib's format. */
const UNPACK = new Map<string, () => Transform | undefined>([
  ["gzip", createGunzip],
  ["deflate", createInflate],
  ["identity", () => undefined],
]);

/**
 * The whole body of a request, unpacked.
 *
 * @throws BodyError when it is too large, or packed in an unknown way or wrongly
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const encoding = request.headers["content-encoding"] ?? "identity";
  const unpack = UNPACK.get(encoding.trim().toLowerCase());
  if (unpack === undefined) {
    throw new BodyError(415, `content-encoding: got ${encoding}; allowed: ${[...UNPACK.keys()].join(", ")}.`);
  }
  const unpacker = unpack();
  const stream = unpacker === undefined ? request : request.pipe(unpacker);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // The connection stays, so that the refusal can be sent.
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      const bytes = Buffer.from(chunk as Uint8Array);
      size += bytes.length;
      if (size > MAX_BODY_BYTES) break;
      chunks.push(bytes);
    }
  } catch (error) {
    throw new BodyError(400, `the body can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (size > MAX_BODY_BYTES) throw new BodyError(413, `the body is larger than ${MAX_BODY_BYTES} bytes.`);
  return Buffer.concat(chunks);
}
