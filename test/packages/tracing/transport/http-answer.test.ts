import assert from "node:assert/strict";
import fc from "fast-check";
import { readHttpAnswer } from "../../../../packages/tracing/src/transport/http-answer.ts";

const body = fc.string({ unit: "binary", maxLength: 200 }).map((text) => text.toWellFormed());
const status = fc.integer({ min: 200, max: 599 });

function chunked(bytes: Buffer, sizes: readonly number[]): string[] {
  const parts: string[] = [];
  let at = 0;
  for (const size of sizes) {
    const part = bytes.subarray(at, at + size);
    if (part.length > 0) parts.push(`${part.length.toString(16)};name="x"\r\n${part.toString("latin1")}\r\n`);
    at += size;
  }
  const rest = bytes.subarray(at);
  if (rest.length > 0) parts.push(`${rest.length.toString(16).toUpperCase()}\r\n${rest.toString("latin1")}\r\n`);
  return [...parts, "0\r\n\r\n"];
}

const latin1 = (...parts: string[]): Buffer => Buffer.from(parts.join(""), "latin1");

describe("answer of an HTTP server", () => {
  it("is read when its last byte has come, and not before, by its length", () => {
    fc.assert(
      fc.property(status, body, (code, text) => {
        const head = `HTTP/1.1 ${code} Whatever\r\nContent-Type: application/json\r\ncontent-length:  ${Buffer.byteLength(text)} \r\n\r\n`;
        const bytes = Buffer.concat([latin1(head), Buffer.from(text)]);
        for (let end = 0; end < bytes.length; end += 1)
          assert.equal(readHttpAnswer(bytes.subarray(0, end), false), undefined);
        assert.deepEqual(readHttpAnswer(bytes, false), { status: code, body: text });
        // The next answer of a connection that stays is none of this one.
        assert.deepEqual(readHttpAnswer(Buffer.concat([bytes, bytes]), false), { status: code, body: text });
      }),
      { numRuns: 50 },
    );
  });

  it("is read in chunks of any size", () => {
    fc.assert(
      fc.property(status, body, fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 8 }), (code, text, sizes) => {
        const head = `HTTP/1.1 ${code} OK\r\nTransfer-Encoding: chunked\r\n\r\n`;
        const bytes = latin1(head, ...chunked(Buffer.from(text), sizes));
        for (let end = 0; end < bytes.length - 2; end += 1)
          assert.equal(readHttpAnswer(bytes.subarray(0, end), false), undefined);
        assert.deepEqual(readHttpAnswer(bytes, false), { status: code, body: text });
      }),
      { numRuns: 50 },
    );
  });

  it("without a length ends with the connection", () => {
    const bytes = latin1("HTTP/1.0 200 OK\r\n\r\n", '{"a":1}');
    assert.equal(readHttpAnswer(bytes, false), undefined);
    assert.deepEqual(readHttpAnswer(bytes, true), { status: 200, body: '{"a":1}' });
  });

  it("that ends too early was cut off", () => {
    for (const text of [
      "",
      "HTTP/1.1 200 OK\r\n",
      "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n5\r\nabc",
    ]) {
      assert.throws(() => readHttpAnswer(latin1(text), true), /cut off/);
    }
  });

  it("that is none is refused in words", () => {
    for (const text of [
      "SSH-2.0-OpenSSH_9.2\r\n\r\n",
      "HTTP/2 200\r\n\r\n",
      "HTTP/1.1 099 No\r\n\r\n",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nnonsense\r\n",
    ]) {
      assert.throws(() => readHttpAnswer(latin1(text), false), /the answer is not HTTP/);
    }
  });

  it("never makes the reader do more than answer, wait or refuse", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "HTTP/1.1 200 OK\r\n",
        "\r\n",
        "content-length: 5\r\n",
        "transfer-encoding: chunked\r\n",
        "ff\r\n",
      ),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.boolean(), (pieces, ended) => {
        try {
          const answer = readHttpAnswer(latin1(...pieces), ended);
          assert.ok(answer === undefined ? !ended : answer.status >= 200);
        } catch (error) {
          assert.match(String(error), /^Error: the answer (is not HTTP|was cut off)$/);
        }
      }),
    );
  });
});
