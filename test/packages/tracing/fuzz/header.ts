import assert from "node:assert/strict";
import fc from "fast-check";
import { formatTraceHeader, parseTraceHeader } from "../../../../packages/tracing/src/propagation/trace-header.ts";
import { XRayPropagator } from "../../../../packages/tracing/src/propagation/xray-propagator.ts";
import { defaultTextMapGetter, ROOT_CONTEXT, trace } from "../../../../packages/tracing/testing.ts";
import { target } from "./target.ts";

const digit = fc.constantFrom(...Array.from("0123456789abcdefABCDEF"));
const hex = (length: number): fc.Arbitrary<string> => fc.string({ unit: digit, minLength: length, maxLength: length });

/** Members that are right, nearly right, and neither. */
const member = fc.oneof(
  fc.tuple(hex(8), hex(24)).map(([time, rest]) => `Root=1-${time}-${rest}`),
  fc.tuple(hex(7), hex(25)).map(([time, rest]) => `Root=1-${time}-${rest}`),
  fc.tuple(hex(8), hex(24)).map(([time, rest]) => `Self=1-${time}-${rest}`),
  hex(16).map((id) => `Parent=${id}`),
  hex(15).map((id) => `Parent=${id}`),
  fc.constantFrom("Sampled=0", "Sampled=1", "Sampled=?", "Sampled=", "Sampled=true", "Sampled=11"),
  fc.constantFrom("Root=1-00000000-000000000000000000000000", "Parent=0000000000000000", "Lineage=25:3a0e1d20:0"),
  fc.constantFrom("", "=", "Root", "Root==1", "ROOT = 1-5759e988-bd862e3fe1be46a994272793 ", "__proto__=1"),
  fc.string({ unit: "binary", maxLength: 40 }),
);
const separator = fc.constantFrom(";", "; ", " ;", ";;", ",", "\t;\n");
const header = fc
  .array(fc.tuple(member, separator), { maxLength: 10 })
  .map((parts) => parts.map((part) => part.join("")).join(""));

/** The same reading, written from the documentation in another way. */
function expected(text: string): object | undefined {
  if (text.length > 1_024) return undefined;
  const values = (key: string, pattern: RegExp): string[] =>
    text
      .split(";")
      .map((part) => part.split(/=([\s\S]*)/, 2))
      .filter(
        ([name, value]) => name?.trim().toLowerCase() === key && value !== undefined && pattern.test(value.trim()),
      )
      .map(([, value = ""]) => value.trim().toLowerCase());
  const [root] = values("root", /^1-(?!0{8}-0{24}$)[0-9a-f]{8}-[0-9a-f]{24}$/i);
  const [parentId] = values("parent", /^(?!0{16}$)[0-9a-f]{16}$/i);
  const [sampled] = values("sampled", /^[01]$/);
  if (root === undefined) return undefined;
  return {
    traceId: root.slice(2).replace("-", ""),
    ...(parentId !== undefined && { parentId }),
    ...(sampled !== undefined && { sampled: sampled === "1" }),
  };
}

export const headers = target("the reader of X-Amzn-Trace-Id", header, (text) => {
  const found = parseTraceHeader(text);
  assert.deepEqual(found, expected(text));
  if (found?.parentId !== undefined && found.sampled !== undefined) {
    assert.deepEqual(parseTraceHeader(formatTraceHeader(found.traceId, found.parentId, found.sampled)), found);
  }
  const context = new XRayPropagator().extract(ROOT_CONTEXT, { "x-amzn-trace-id": text }, defaultTextMapGetter);
  assert.equal(trace.getSpanContext(context)?.spanId, found?.parentId);
});
