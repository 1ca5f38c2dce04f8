import assert from "node:assert/strict";
import fc from "fast-check";
import { formatTraceHeader, parseTraceHeader } from "../../../../packages/tracing/src/propagation/trace-header.ts";

const ROOT = "Root=1-5759e988-bd862e3fe1be46a994272793";
const traceId = "5759e988bd862e3fe1be46a994272793";
const parentId = "53995c3f42cd8ad8";

describe("X-Amzn-Trace-Id", () => {
  const cases: [string, object | undefined][] = [
    [`${ROOT};Parent=${parentId};Sampled=1`, { traceId, parentId, sampled: true }],
    [`${ROOT};Parent=${parentId};Sampled=0`, { traceId, parentId, sampled: false }],
    [`${ROOT};Parent=${parentId};Sampled=?`, { traceId, parentId }],
    [`${ROOT};Parent=${parentId}`, { traceId, parentId }],
    [ROOT, { traceId }],
    [`${ROOT};Sampled=1`, { traceId, sampled: true }],
    [`Self=1-67891234-12456789abcdef012345678;${ROOT}`, { traceId }],
    [`${ROOT};Parent=${parentId};Sampled=1;Lineage=25:3a0e1d20:0`, { traceId, parentId, sampled: true }],
    [`sampled=1 ; parent=${parentId} ; ${ROOT.toLowerCase()}`, { traceId, parentId, sampled: true }],
    [ROOT.toUpperCase().replace("ROOT", "Root"), { traceId }],
    [`${ROOT};Parent=0000000000000000;Sampled=1`, { traceId, sampled: true }],
    [`${ROOT};Parent=abc;Sampled=1`, { traceId, sampled: true }],
    [`${ROOT};Sampled=2`, { traceId }],
    [`${ROOT};;=;x`, { traceId }],
    ["Root=2-5759e988-bd862e3fe1be46a994272793", undefined],
    ["Root=1-5759e988-bd862e3fe1be46a99427279", undefined],
    ["Root=1-00000000-000000000000000000000000", undefined],
    [`Parent=${parentId};Sampled=1`, undefined],
    ["", undefined],
    [`${ROOT};Lineage=${"x".repeat(2_000)}`, undefined],
  ];
  for (const [header, expected] of cases) {
    it(JSON.stringify(header.slice(0, 100)), () => assert.deepEqual(parseTraceHeader(header), expected));
  }

  it("is read as it was written", () => {
    const hex = (length: number): fc.Arbitrary<string> =>
      fc
        .array(
          fc.integer({ min: 0, max: 15 }).map((digit) => digit.toString(16)),
          { minLength: length, maxLength: length },
        )
        .map((digits) => digits.join(""))
        .filter((text) => /[^0]/.test(text));
    fc.assert(
      fc.property(hex(32), hex(16), fc.boolean(), (trace, parent, sampled) => {
        assert.deepEqual(parseTraceHeader(formatTraceHeader(trace, parent, sampled)), {
          traceId: trace,
          parentId: parent,
          sampled,
        });
      }),
    );
  });

  it("is never more than three valid values, whatever it holds", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(ROOT, ";", "=", "Root", "Parent=", parentId, "Sampled=1", "Self=", "1-5759e988-"),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const found = parseTraceHeader(pieces.join(""));
        if (!found) return;
        assert.match(found.traceId, /^[0-9a-f]{32}$/);
        if (found.parentId !== undefined) assert.match(found.parentId, /^[0-9a-f]{16}$/);
        assert.ok(found.sampled === undefined || typeof found.sampled === "boolean");
      }),
    );
  });
});
