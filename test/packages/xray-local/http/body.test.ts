import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { BodyError, readBody } from "../../../../packages/xray-local/src/http/body.ts";

/** What reading the body of a request leads to, when the client disconnects in the middle of it. */
async function readingOf(headers: string, part: Buffer): Promise<unknown> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  client.on("error", () => undefined);
  client.write(`POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000\r\n${headers}\r\n`);
  client.write(part);
  const [request] = (await once(server, "request")) as [Parameters<typeof readBody>[0]];
  const reading = readBody(request).catch((error: unknown) => error);
  client.destroy();
  const found = await reading;
  server.close();
  return found;
}

describe("the body of a request", () => {
  const packed = gzipSync(Buffer.alloc(50_000, "abcdefg"));
  for (const [title, headers] of [
    ["as it is", ""],
    ["compressed", "content-encoding: gzip\r\n"],
  ] as const) {
    it(`that a client leaves unfinished ends with an error: ${title}`, async () => {
      const error = await readingOf(headers, packed.subarray(0, packed.length - 20));
      assert.ok(error instanceof BodyError, String(error));
      assert.equal(error.status, 400);
    });
  }
});
