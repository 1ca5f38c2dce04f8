import type { IncomingMessage } from "node:http";
import type { Transform } from "node:stream";
import { createGunzip, createInflate } from "node:zlib";

/** Larger than any of the APIs accepts: the limit of X-Ray's OTLP endpoint is 5 MB. Applies after decompression. */
const MAX_BODY_BYTES = 20 * 1024 * 1024;

/** The body of a request can't be read. `status` is the HTTP status of the response. */
export class BodyError extends Error {
  override readonly name = "BodyError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** By content-encoding; `deflate` is the zlib format. */
const DECOMPRESSORS = new Map<string, () => Transform | undefined>([
  ["gzip", createGunzip],
  ["deflate", createInflate],
  ["identity", () => undefined],
]);

/**
 * The whole body of a request, decompressed.
 *
 * @throws BodyError when it is too large, or its encoding is unknown or wrong
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const encoding = request.headers["content-encoding"] ?? "identity";
  const decompressor = DECOMPRESSORS.get(encoding.trim().toLowerCase());
  if (decompressor === undefined) {
    throw new BodyError(415, `content-encoding: got ${encoding}; allowed: ${[...DECOMPRESSORS.keys()].join(", ")}.`);
  }
  const transform = decompressor();
  const stream = transform === undefined ? request : request.pipe(transform);
  // A pipe passes no error on: without this, a client that disconnects would leave the transform waiting forever.
  if (transform !== undefined) request.once("error", (error) => transform.destroy(error));
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // The connection stays open, so that the error response can be sent.
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
