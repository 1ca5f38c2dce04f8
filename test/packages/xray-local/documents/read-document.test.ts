import assert from "node:assert/strict";
import fc from "fast-check";
import { readDocument } from "../../../../packages/xray-local/src/documents/read-document.ts";
import { id, segment, START, subsegment, TRACE_ID } from "../support/documents.ts";

/** The code with which a document is refused, or undefined. */
function codeOf(text: string): string | undefined {
  const read = readDocument(text);
  return "rejection" in read ? read.rejection.code : undefined;
}

function read(value: object): object | undefined {
  const found = readDocument(JSON.stringify(value));
  return "document" in found ? found.document : undefined;
}

describe("segment documents", () => {
  it("are taken as X-Ray documents them", () => {
    assert.deepEqual(read(segment(1)), segment(1));
    assert.deepEqual(read(subsegment(2, 1)), subsegment(2, 1));
    const begun = { name: "a", id: id(1), trace_id: TRACE_ID, start_time: START, in_progress: true };
    assert.deepEqual(read(begun), begun);
  });

  const wrong: [string, string, object][] = [
    ["an id of other digits", "MissingId", segment(1, { id: "xyz" })],
    ["an id of other length", "MissingId", segment(1, { id: "abc" })],
    ["no trace id", "InvalidTraceId", { ...segment(1), trace_id: undefined }],
    ["a W3C trace id", "InvalidTraceId", segment(1, { trace_id: "5759e988bd862e3fe1be46a994272793" })],
    ["no name", "MissingName", segment(1, { name: "" })],
    ["a name of 201 characters", "MissingName", segment(1, { name: "x".repeat(201) })],
    ["a comma in the name", "InvalidName", segment(1, { name: "db.example.org,1433" })],
    ["a name with a query", "InvalidName", segment(1, { name: "GET /a?b=c" })],
    ["a subsegment with such a name", "InvalidName", segment(1, { subsegments: [segment(2, { name: "a|b" })] })],
    ["a start that is text", "InvalidStartTime", { ...segment(1), start_time: "1795348800" }],
    ["a start before the epoch", "InvalidStartTime", segment(1, { start_time: -1 })],
    ["neither end nor progress", "MissingEndTime", { ...segment(1), end_time: undefined }],
    ["no parent for a subsegment", "MissingParentId", { ...subsegment(2, 1), parent_id: undefined }],
  ];
  for (const [what, code, document] of wrong) {
    it(`are refused with ${what}`, () => assert.equal(codeOf(JSON.stringify(document)), code));
  }

  it("are refused when they are no JSON object", () => {
    for (const text of ["", "{", "null", "[]", "7", '"text"']) assert.equal(codeOf(text), "ParseError", text);
  });

  it("are refused above 64 kB, and taken up to it, whatever the letters", () => {
    for (const letter of ["x", "é", "語"]) {
      const room = 64_000 - Buffer.byteLength(JSON.stringify(segment(1, { metadata: { a: { b: "" } } })));
      const fitting = letter.repeat(Math.floor(room / Buffer.byteLength(letter)));
      const largest = segment(1, { metadata: { a: { b: fitting } } });
      assert.equal(codeOf(JSON.stringify(largest)), undefined);
      assert.equal(codeOf(JSON.stringify(segment(1, { metadata: { a: { b: fitting + letter } } }))), "SegmentTooLarge");
    }
  });

  it("are refused when they nest so deep that walking them would fail, brackets in texts not counted", () => {
    const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
    const withMetadata = (text: string): string => `${JSON.stringify(segment(1)).slice(0, -1)},"metadata":${text}}`;
    assert.equal(codeOf(withMetadata(nested(199))), undefined);
    assert.equal(codeOf(withMetadata(nested(200))), "ParseError");
    assert.equal(codeOf("[".repeat(30_000)), "ParseError");
    assert.equal(codeOf(withMetadata(JSON.stringify({ text: '[{"\\'.repeat(1_000) }))), undefined);
  });

  it("are refused for each character in a name but those that X-Ray documents", () => {
    const allowed = /^[\p{L}\p{N}\s_.:/%&#=+\\\-@]$/u;
    const character = fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 });
    fc.assert(
      fc.property(character, (one) => {
        const fine = Array.from(one).every((point) => allowed.test(point));
        assert.equal(codeOf(JSON.stringify(segment(1, { name: `shop${one}1` }))), fine ? undefined : "InvalidName");
      }),
    );
    for (const sign of "_.:/%&#=+\\-@ ") assert.ok(read(segment(1, { name: `größe${sign}5` })), sign);
    for (const sign of ",;|?!(){}[]<>\"'`~^*$€") {
      assert.equal(codeOf(JSON.stringify(segment(1, { name: `shop${sign}1` }))), "InvalidName", sign);
    }
  });

  it("lose the annotations whose keys X-Ray drops, at every level, and say so", () => {
    const annotations = { "with space": 1, "umlaut-ä": 2, "a-b": 3, "": 4, "log.mydata": 42, ok_KEY1: true };
    const text = JSON.stringify(segment(1, { annotations, subsegments: [segment(2, { annotations })] }));
    const found = readDocument(text);
    assert.ok("document" in found);
    const kept = { "log.mydata": 42, ok_KEY1: true };
    assert.deepEqual(found.document.annotations, kept);
    assert.deepEqual(found.document.subsegments?.[0]?.annotations, kept);
    assert.equal(found.dropped?.code, "InvalidAnnotationKey");
    const fine = readDocument(JSON.stringify(segment(1, { annotations: kept })));
    assert.ok("document" in fine && fine.dropped === undefined);
  });

  it("lose documented fields whose values have another type, and keep the rest", () => {
    const document = {
      ...segment(1),
      http: { request: { method: 7, url: "http://a/" }, response: "200" },
      annotations: { good: true, list: [1], object: {}, none: null },
      fault: "yes",
      cause: { exceptions: ["x", { id: id(9), stack: [{ path: "a.js", line: "7" }, 3] }] },
      unknown: { kept: 1 },
      subsegments: [{ name: "whole", id: id(2), start_time: 1, end_time: "later" }, { id: id(3) }, 5],
    };
    assert.deepEqual(read(document), {
      ...segment(1),
      http: { request: { url: "http://a/" } },
      annotations: { good: true },
      cause: { exceptions: [{ id: id(9), stack: [{ path: "a.js" }] }] },
      unknown: { kept: 1 },
      subsegments: [{ name: "whole", id: id(2), start_time: 1 }],
    });
  });

  it("may name the id alone of another's exception as their cause", () => {
    assert.deepEqual(read({ ...segment(1), cause: id(9) }), { ...segment(1), cause: { exceptions: [{ id: id(9) }] } });
  });

  it("can't reach an object's prototype", () => {
    const text = `${JSON.stringify(segment(1)).slice(0, -1)},"annotations":{"__proto__":{"admin":1},"ok":1}}`;
    const found = readDocument(text);
    assert.ok("document" in found);
    assert.deepEqual(Object.entries(found.document.annotations ?? {}), [["ok", 1]]);
    assert.equal(Reflect.get(found.document.annotations ?? {}, "admin"), undefined);
  });

  it("are read or refused, but never fail, whatever the text or the value", () => {
    const any = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify(value)),
    );
    fc.assert(fc.property(any, (text) => void readDocument(text)));
    const fields = Object.fromEntries(Object.keys(KNOWN).map((key) => [key, fc.jsonValue()]));
    fc.assert(
      fc.property(fc.record(fields, { requiredKeys: [] }), (more) => {
        const found = readDocument(JSON.stringify({ ...segment(1), ...more }));
        if ("document" in found) assert.equal(typeof found.document.name, "string");
      }),
    );
  });
});

const KNOWN = {
  name: 0,
  http: 0,
  aws: 0,
  sql: 0,
  cause: 0,
  annotations: 0,
  metadata: 0,
  links: 0,
  subsegments: 0,
  service: 0,
  user: 0,
  precursor_ids: 0,
};
