import assert from "node:assert/strict";
import fc from "fast-check";
import { everySegment, joinTrace } from "../../../../packages/xray-local/src/documents/join.ts";
import type { SegmentDocument, SentDocument } from "../../../../packages/xray-local/src/documents/segment.ts";
import { begun, id, segment, START, subsegment } from "../support/documents.ts";

/** The ids as a tree: `1(2(3)4)`. */
function shape(segments: readonly SegmentDocument[]): string {
  return segments
    .map(({ id: own, subsegments = [] }) => {
      const inner = shape(subsegments);
      return `${parseInt(own, 16)}${inner === "" ? "" : `(${inner})`}`;
    })
    .join(" ");
}

describe("joining a trace", () => {
  it("puts subsegments that were sent alone into their parents, by start", () => {
    const joined = joinTrace([subsegment(4, 1), subsegment(3, 2), segment(1), subsegment(2, 1)]);
    assert.equal(shape(joined.segments), "1(2(3) 4)");
    assert.equal(joined.partial, false);
    assert.deepEqual(joined.segments[0]?.subsegments?.[1], {
      name: "part 4",
      id: id(4),
      start_time: START + 4,
      end_time: START + 4.5,
    });
  });

  it("keeps subsegments that came inside of their parents, and joins others into those", () => {
    const inner = { name: "inner", id: id(2), start_time: START + 2, end_time: START + 3 };
    const joined = joinTrace([segment(1, { subsegments: [inner] }), subsegment(3, 2)]);
    assert.equal(shape(joined.segments), "1(2(3))");
  });

  it("keeps segments of several processes apart, with their parents' ids", () => {
    const worker = segment(3, { name: "worker", parent_id: id(2) });
    const joined = joinTrace([worker, segment(1), subsegment(2, 1, { namespace: "remote" })]);
    assert.equal(shape(joined.segments), "1(2) 3");
    assert.equal(joined.segments[1]?.parent_id, id(2));
    assert.equal(joined.partial, false);
  });

  it("is partial while something is in progress, and no longer when its end has come", () => {
    assert.equal(joinTrace([begun(1)]).partial, true);
    const joined = joinTrace([begun(1), segment(1)]);
    assert.equal(joined.partial, false);
    assert.deepEqual(joined.segments, [segment(1)]);
  });

  it("is partial while a parent is missing, and shows what there is", () => {
    const joined = joinTrace([subsegment(3, 2), segment(4, { parent_id: id(9) })]);
    assert.equal(shape(joined.segments), "3 4");
    assert.equal(joined.segments[0]?.type, "subsegment");
    assert.equal(joined.partial, true);
  });

  it("shows subsegments that are each other's parents once, under the one with the lowest id", () => {
    const joined = joinTrace([
      subsegment(3, 5),
      subsegment(4, 3),
      subsegment(5, 4),
      subsegment(2, 4),
      subsegment(7, 7),
    ]);
    assert.equal(shape(joined.segments), "3(4(2 5)) 7");
    assert.equal(joined.partial, true);
  });

  it("keeps every subsegment of a very long chain, without nesting so deep that walking it would fail", () => {
    const chain = Array.from({ length: 20_000 }, (_, n) => (n === 0 ? segment(0) : subsegment(n, n - 1)));
    const joined = joinTrace(chain);
    assert.equal([...everySegment(joined.segments)].length, 20_000);
    assert.ok(JSON.stringify(joined.segments).length > 0);
  });

  it("gives the same for any order and any repetition of the documents", () => {
    fc.assert(
      fc.property(
        documents.chain((all) => fc.tuple(fc.constant(all), disordered(all))),
        ([all, others]) => {
          assert.deepEqual(joinTrace(others), joinTrace(all));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("loses nothing and doubles nothing", () => {
    fc.assert(
      fc.property(documents, (all) => {
        const sent = new Set([...everySegment(all)].map((document) => document.id));
        const got = [...everySegment(joinTrace(all).segments)].map((document) => document.id);
        assert.deepEqual(got.sort(), [...sent].sort());
      }),
      { numRuns: 500 },
    );
  });
});

/** Few ids, so that parents, repetitions, circles and conflicts are frequent. */
const someId = fc.integer({ min: 1, max: 8 });
const plain = fc.record({ n: someId, parent: someId, kind: fc.nat(2), complete: fc.boolean(), version: fc.nat(2) });
const document = fc.tuple(plain, fc.array(plain, { maxLength: 3 })).map(([own, inner]): SentDocument => {
  const subsegments = inner.map(({ n, complete, version }) => ({
    name: `inner ${version}`,
    id: id(n),
    start_time: START + version,
    ...(complete ? { end_time: START + 9 } : { in_progress: true }),
  }));
  const more = {
    name: `version ${own.version}`,
    ...(subsegments.length > 0 && { subsegments }),
    ...(own.kind > 0 && { parent_id: id(own.parent) }),
    ...(own.kind > 1 && { type: "subsegment" }),
  };
  return own.complete ? segment(own.n, more) : begun(own.n, more);
});
const documents = fc.array(document, { minLength: 1, maxLength: 12 });

function disordered(all: readonly SentDocument[]): fc.Arbitrary<SentDocument[]> {
  const repeated = fc.subarray([...all]).map((again) => [...all, ...again]);
  return repeated.chain((list) => fc.shuffledSubarray(list, { minLength: list.length }));
}
