import { createHash, type Hash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Time in milliseconds after which a silent release host counts as unreachable. */
const PROBE_TIMEOUT_MS = 2_000;
/** Time without data in milliseconds after which a download is aborted. */
const STALL_TIMEOUT_MS = 30_000;
const ATTEMPTS = 3;

/** A file could not be downloaded, or its checksum is not the pinned one. It is never used. */
export class DownloadError extends Error {
  override readonly name = "DownloadError";
}

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the downloaded bytes and, if the server sent it, the total size. */
  readonly onProgress?: (received: number, total: number | undefined) => void;
  readonly stallTimeoutMs?: number;
}

/** Caches reachability per origin, so that a timeout of two seconds is paid once. */
const answers = new Map<string, Promise<boolean>>();

/**
 * The origins, out of those of the given URLs, that answer an HTTP request within two seconds. All are asked at once.
 */
export async function reachableOrigins(urls: readonly string[], timeoutMs = PROBE_TIMEOUT_MS): Promise<Set<string>> {
  const origins = [...new Set(urls.map((url) => new URL(url).origin))];
  const reachable = await Promise.all(
    origins.map((origin) => {
      const answer = answers.get(origin) ?? answersRequests(origin, timeoutMs);
      answers.set(origin, answer);
      return answer;
    }),
  );
  return new Set(origins.filter((_, index) => reachable[index]));
}

async function answersRequests(origin: string, timeoutMs: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(origin, { method: "HEAD", redirect: "manual", signal });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}

/**
 * Downloads a file and checks it: `path` exists afterwards only with the right content. An interrupted download is
 * resumed, in this call or in a later run. Throws DownloadError.
 */
export async function download(url: string, checksum: string, path: string, options: DownloadOptions): Promise<void> {
  const part = `${path}.part`;
  await mkdir(dirname(path), { recursive: true });
  let reason = "";
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    options.signal?.throwIfAborted();
    const resumed = (await sizeOf(part)) > 0;
    try {
      await fetchInto(part, url, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof DownloadError) throw error;
      reason = describe(error);
      continue;
    }
    const found = await checksumOf(part, checksum);
    if (found === checksum) {
      await rename(part, path);
      return;
    }
    await rm(part, { force: true });
    reason = `its checksum is ${found}, expected ${checksum}; the file was removed`;
    // A resumed download may have wrong old bytes, so it is repeated. A file downloaded at once is really wrong.
    if (!resumed) break;
  }
  throw new DownloadError(`${url}: ${reason}`);
}

async function fetchInto(part: string, url: string, options: DownloadOptions): Promise<void> {
  const have = await sizeOf(part);
  const stall = new AbortController();
  const timer = setTimeout(() => stall.abort(), options.stallTimeoutMs ?? STALL_TIMEOUT_MS);
  const signals = [stall.signal, ...(options.signal === undefined ? [] : [options.signal])];
  try {
    const response = await fetch(url, {
      headers: have > 0 ? { range: `bytes=${String(have)}-` } : {},
      signal: AbortSignal.any(signals),
    });
    // 416: no bytes after the existing ones, so the file is complete and the checksum decides.
    if (response.status === 416) return;
    if (!response.ok || response.body === null) {
      const answer = `the server answered ${String(response.status)} ${response.statusText}`.trimEnd();
      // A fault of the server may pass; "not found" and its like will not.
      throw response.status >= 500 ? new Error(answer) : new DownloadError(`${url}: ${answer}`);
    }
    const append = response.status === 206;
    let received = append ? have : 0;
    const length = Number(response.headers.get("content-length"));
    const total = length > 0 ? received + length : undefined;
    const count = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        received += chunk.length;
        timer.refresh();
        options.onProgress?.(received, total);
        done(null, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body), count, createWriteStream(part, { flags: append ? "a" : "w" }));
  } catch (error) {
    if (stall.signal.aborted) throw new Error("the server stopped sending", { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The checksum of a file in the form of the given one, `algorithm:digest`. */
async function checksumOf(path: string, like: string): Promise<string> {
  const algorithm = like.slice(0, like.indexOf(":"));
  const hash: Hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return `${algorithm}:${hash.digest("hex")}`;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

/** fetch's own message is only "fetch failed" or "terminated"; the details are in the cause of its TypeError. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof TypeError && error.cause instanceof Error ? error.cause.message : error.message;
}
