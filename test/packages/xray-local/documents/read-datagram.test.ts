import assert from "node:assert/strict";
import { readDatagram } from "../../../../packages/xray-local/src/documents/read-datagram.ts";
import { segment } from "../support/documents.ts";

const DOCUMENT = JSON.stringify(segment(1));

function reasonOf(text: string): string | undefined {
  const read = readDatagram(text);
  return "rejection" in read ? read.rejection.reason : undefined;
}

describe("datagrams", () => {
  it("hold a document behind a line that names format and version, however it is spaced", () => {
    for (const header of [
      '{"format":"json","version":1}',
      '{ "version": 1, "format": "json" }',
      '{"format":"json","version":1}\r',
    ]) {
      const read = readDatagram(`${header}\n${DOCUMENT}`);
      assert.ok("document" in read, header);
      assert.deepEqual(read.document, segment(1));
      assert.equal(read.raw, DOCUMENT);
    }
  });

  it("are refused without that line, or with another format or version", () => {
    const others = [
      "",
      DOCUMENT,
      `\n${DOCUMENT}`,
      '{"format":"json","version":2}',
      '{"format":"xml","version":1}',
      "null",
      "7",
    ];
    for (const header of others) assert.match(reasonOf(`${header}\n${DOCUMENT}`) ?? "", /does not begin/, header);
    assert.match(reasonOf(`${" ".repeat(2_000)}{"format":"json","version":1}\n${DOCUMENT}`) ?? "", /does not begin/);
  });

  it("are refused when nothing follows the line", () => {
    for (const rest of ["", "\n", "\n  \n"]) {
      assert.match(reasonOf(`{"format":"json","version":1}${rest}`) ?? "", /is empty after/, JSON.stringify(rest));
    }
  });

  it("may hold packed spans; those that were not sampled are refused", () => {
    const read = readDatagram('{"format":"json","version":1}\nT1SAQID');
    assert.ok("spans" in read);
    assert.deepEqual([...read.spans], [1, 2, 3]);
    assert.match(reasonOf('{"format":"json","version":1}\nT1UAQID') ?? "", /not sampled/);
  });
});
