import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_DOCUMENT_BYTES, serialize } from "../../../../packages/tracing/src/segment/serialize.ts";
import type { SegmentDocument } from "../../../../packages/segment/src/index.ts";

function base(): SegmentDocument {
  return {
    name: "a",
    id: "70de5b6f19ff9a0a",
    trace_id: "1-5759e988-bd862e3fe1be46a994272793",
    start_time: 1,
    end_time: 2,
  };
}

function large(): SegmentDocument {
  return {
    ...base(),
    metadata: { default: { text: "m".repeat(2_000) } },
    sql: { sanitized_query: "s".repeat(3_000) },
    cause: {
      working_directory: "/",
      exceptions: [
        {
          id: "70de5b6f19ff9a0b",
          message: "e".repeat(3_000),
          stack: Array.from({ length: 50 }, (_, i) => ({ path: "/a.js", line: i, label: "f" })),
        },
      ],
    },
    annotations: { key: "v" },
  };
}

function parse(json: string | undefined): SegmentDocument {
  assert.ok(json !== undefined);
  return JSON.parse(json) as SegmentDocument;
}

/** The largest limit at which the document no longer keeps what `kept` looks at. */
function firstLossOf(kept: (document: SegmentDocument) => boolean): number {
  const whole = Buffer.byteLength(JSON.stringify(large()));
  for (let limit = whole; limit > 0; limit -= 50) {
    const json = serialize(large(), limit);
    if (json === undefined || !kept(parse(json))) return limit;
  }
  return 0;
}

describe("serialize", () => {
  it("leaves a document that fits as it is", () => {
    assert.deepEqual(parse(serialize(large())), large());
  });

  it("takes away metadata first, then SQL, then the stack, and annotations last", () => {
    const metadata = firstLossOf(({ metadata }) => metadata !== undefined);
    const sql = firstLossOf(({ sql }) => sql?.sanitized_query?.length === 3_000);
    const stack = firstLossOf(({ cause }) => cause?.exceptions[0]?.stack?.length === 50);
    const annotations = firstLossOf(({ annotations }) => annotations !== undefined);
    assert.ok(metadata > sql && sql > stack && stack > annotations, `${metadata} ${sql} ${stack} ${annotations}`);
  });

  it("says how many frames it took away", () => {
    const document = parse(serialize(large(), 3_500));
    assert.equal(document.cause?.exceptions[0]?.stack?.length, 5);
    assert.equal(document.cause.exceptions[0].truncated, 45);
  });

  it("does not change the document it was given", () => {
    const document = large();
    serialize(document, 1_000);
    assert.deepEqual(document, large());
  });

  it("gives up a document that is too large without all this", () => {
    assert.equal(serialize({ ...base(), user: "u".repeat(5_000) }, 4_000), undefined);
  });

  it("leaves room for the header line in the agent's buffer of 64 KiB and in the largest datagram", () => {
    const header = '{"format":"json","version":1}\n'.length;
    assert.ok(MAX_DOCUMENT_BYTES + header <= 65_507);
    const whole = { ...base(), metadata: { default: { text: "" } } };
    // X-Ray takes documents of up to 64 kB: nothing must be taken away below that.
    whole.metadata.default.text = "m".repeat(64_000 - JSON.stringify(whole).length);
    assert.equal(serialize(whole), JSON.stringify(whole));
  });

  it("counts bytes, not characters", () => {
    const json = serialize({ ...base(), metadata: { default: { text: "€".repeat(30_000) } } });
    assert.equal(parse(json).metadata, undefined);
  });

  it("never exceeds the limit, whatever is in the document", () => {
    const text = fc.string({ unit: "binary", maxLength: 60_000, size: "max" });
    fc.assert(
      fc.property(text, text, text, (one, two, three) => {
        const json = serialize({
          ...base(),
          metadata: { default: { one } },
          sql: { sanitized_query: two },
          cause: { working_directory: "/", exceptions: [{ id: "70de5b6f19ff9a0b", message: three }] },
        });
        assert.ok(json !== undefined && Buffer.byteLength(json) <= MAX_DOCUMENT_BYTES);
      }),
      { numRuns: 20 },
    );
  });
});
