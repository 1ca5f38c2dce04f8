import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { access, readFile, writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { download, DownloadError, reachableOrigins } from "../../../packages/tools/src/download.ts";
import { serve, temporaryFolder, untilSize, type TestServer } from "./support.ts";

const CONTENT = Buffer.from("0123456789".repeat(20_000));
const CHECKSUM = `sha256:${createHash("sha256").update(CONTENT).digest("hex")}`;
const HALF = CONTENT.length / 2;

const target = async (): Promise<string> => join(await temporaryFolder(), "downloads", "tool.tar.gz");

/** Answers with the part of the content that was asked for, as a server with support for ranges does. */
function answer(range: string | undefined, response: ServerResponse, content = CONTENT): void {
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
  if (range === undefined) response.writeHead(200, { "content-length": content.length });
  else if (start >= content.length) response.writeHead(416);
  else response.writeHead(206, { "content-length": content.length - start });
  response.end(start >= content.length ? undefined : content.subarray(start));
}

describe("packages/tools/download", () => {
  let server: TestServer;
  afterEach(() => server.close());

  const fails = async (url: string, path: string, expected: RegExp): Promise<void> => {
    await assert.rejects(download(url, CHECKSUM, path, {}), (error: unknown) => {
      assert.ok(error instanceof DownloadError);
      assert.match(error.message, expected);
      assert.ok(error.message.startsWith(url), error.message);
      return true;
    });
    await assert.rejects(access(path), { code: "ENOENT" });
  };

  it("fetches a file whose checksum is right, with sha256 or sha512", async () => {
    server = await serve((_, response) => answer(undefined, response));
    const path = await target();
    const seen: [number, number | undefined][] = [];
    await download(`${server.url}/f`, CHECKSUM, path, { onProgress: (...progress) => seen.push(progress) });
    assert.deepEqual(await readFile(path), CONTENT);
    assert.deepEqual(seen.at(-1), [CONTENT.length, CONTENT.length]);
    const sha512 = `sha512:${createHash("sha512").update(CONTENT).digest("hex")}`;
    await download(`${server.url}/f`, sha512, await target(), {});
  });

  it("removes a file whose checksum is wrong, and doesn't ask again", async () => {
    server = await serve((_, response) => response.end("something else"));
    const path = await target();
    await fails(
      `${server.url}/f`,
      path,
      new RegExp(`its checksum is sha256:\\w{64}, expected ${CHECKSUM}; .* removed`),
    );
    await assert.rejects(access(`${path}.part`), { code: "ENOENT" });
    assert.deepEqual(server.requests, ["GET /f"]);
  });

  it("goes on at once where a transfer broke off", async () => {
    const path = await target();
    let count = 0;
    server = await serve((request, response) => {
      if (++count > 1) {
        answer(request.headers.range, response);
        return;
      }
      response.writeHead(200, { "content-length": CONTENT.length });
      response.write(CONTENT.subarray(0, HALF));
      void untilSize(`${path}.part`, HALF).then(() => response.destroy());
    });
    await download(`${server.url}/f`, CHECKSUM, path, {});
    assert.deepEqual(await readFile(path), CONTENT);
    assert.deepEqual(server.requests, ["GET /f", `GET /f bytes=${String(HALF)}-`]);
  });

  it("goes on where an earlier run was interrupted", async () => {
    server = await serve((request, response) => answer(request.headers.range, response));
    const path = await target();
    const abort = new AbortController();
    const stopEarly = { signal: abort.signal, onProgress: () => abort.abort(new Error("Ctrl-C")) };
    await assert.rejects(download(`${server.url}/f`, CHECKSUM, path, stopEarly), /Ctrl-C/);
    await writeFile(`${path}.part`, CONTENT.subarray(0, HALF));
    await download(`${server.url}/f`, CHECKSUM, path, {});
    assert.deepEqual(await readFile(path), CONTENT);
    assert.deepEqual(server.requests, ["GET /f", `GET /f bytes=${String(HALF)}-`]);
  });

  it("starts over with a server that knows no ranges", async () => {
    server = await serve((_, response) => answer(undefined, response));
    const path = await target();
    await download(`${server.url}/x`, CHECKSUM, path, {});
    await writeFile(`${path}.part`, CONTENT.subarray(0, HALF));
    await download(`${server.url}/f`, CHECKSUM, path, {});
    assert.deepEqual(await readFile(path), CONTENT);
    assert.deepEqual(server.requests, ["GET /x", `GET /f bytes=${String(HALF)}-`]);
  });

  it("checks a file that had come whole before the interruption", async () => {
    server = await serve((request, response) => answer(request.headers.range, response));
    const path = await target();
    await download(`${server.url}/x`, CHECKSUM, path, {});
    await writeFile(`${path}.part`, CONTENT);
    await download(`${server.url}/f`, CHECKSUM, path, {});
    assert.equal(server.requests.at(-1), `GET /f bytes=${String(CONTENT.length)}-`);
  });

  it("fetches the file anew when what an earlier run left is not its beginning", async () => {
    server = await serve((request, response) => answer(request.headers.range, response));
    const path = await target();
    await download(`${server.url}/x`, CHECKSUM, path, {});
    await writeFile(`${path}.part`, "x".repeat(HALF));
    await download(`${server.url}/f`, CHECKSUM, path, {});
    assert.deepEqual(await readFile(path), CONTENT);
    assert.deepEqual(server.requests.slice(1), [`GET /f bytes=${String(HALF)}-`, "GET /f"]);
  });

  it("gives up at once on 404, and after three attempts on 503", async () => {
    server = await serve((request, response) => response.writeHead(request.url === "/gone" ? 404 : 503).end());
    await fails(`${server.url}/gone`, await target(), /the server answered 404 Not Found$/);
    await fails(`${server.url}/busy`, await target(), /the server answered 503 Service Unavailable$/);
    assert.deepEqual(server.requests, ["GET /gone", "GET /busy", "GET /busy", "GET /busy"]);
  });

  it("names the reason when the connection is refused", async () => {
    server = await serve((_, response) => response.end());
    await server.close();
    await fails(`${server.url}/f`, await target(), /ECONNREFUSED/);
  });

  it("gives up on a server that stops sending", async () => {
    server = await serve((_, response) => {
      response.writeHead(200, { "content-length": CONTENT.length });
      response.write("0123");
    });
    const path = await target();
    const slow = download(`${server.url}/f`, CHECKSUM, path, { stallTimeoutMs: 50 });
    await assert.rejects(slow, /the server stopped sending/);
    assert.equal(server.requests.length, 3);
  });

  it("tells which hosts can be reached, asks each only once, and doesn't wait for one that never answers", async () => {
    server = await serve((_, response) => response.writeHead(403).end());
    const closed = await serve((_, response) => response.end());
    await closed.close();
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const silentUrl = `http://127.0.0.1:${String((silent.address() as AddressInfo).port)}`;
    try {
      const urls = [`${server.url}/a`, `${server.url}/b`, `${closed.url}/c`, `${silentUrl}/d`];
      assert.deepEqual(await reachableOrigins(urls, 200), new Set([server.url]));
      assert.deepEqual(await reachableOrigins(urls, 200), new Set([server.url]));
      assert.deepEqual(server.requests, ["HEAD /"]);
    } finally {
      silent.close();
    }
  });
});
