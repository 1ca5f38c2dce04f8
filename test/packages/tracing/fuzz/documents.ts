import assert from "node:assert/strict";
import fc from "fast-check";
import { toPlain } from "../../../../packages/tracing/src/plain-json.ts";
import { Redactor } from "../../../../packages/tracing/src/redact/redactor.ts";
import { toDocument } from "../../../../packages/tracing/src/segment/document.ts";
import { MAX_DOCUMENT_BYTES, serialize } from "../../../../packages/tracing/src/segment/serialize.ts";
import { parseStack } from "../../../../packages/tracing/src/segment/stack.ts";
import { problemsOf } from "../support/segment-schema.ts";
import { spans } from "./span.ts";
import { target } from "./target.ts";

/** As the exporter does it. */
export const documents = target("the builder of segment documents", spans, (span) => {
  const { traceId, spanId } = span.spanContext();
  const document = toDocument(new Redactor().span(span));
  const json = serialize(document);
  if (json === undefined) return;
  assert.ok(Buffer.byteLength(json) <= MAX_DOCUMENT_BYTES);
  const sent = JSON.parse(json) as Record<string, unknown>;
  assert.deepEqual(problemsOf(sent), []);
  assert.equal(sent.id, spanId);
  assert.equal(sent.trace_id, `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`);
  assert.ok(!("end_time" in sent) || Number(sent.end_time) >= Number(sent.start_time));
  assert.equal(Reflect.get({}, "polluted"), undefined);
});

export const truncation = target(
  "the shortening of segment documents",
  fc.tuple(spans, fc.integer({ min: 0, max: 4_000 })),
  ([span, limit]) => {
    const document = toDocument(new Redactor().span(span));
    const before = JSON.stringify(document);
    const json = serialize(document, limit);
    assert.equal(JSON.stringify(document), before, "the document itself is not changed");
    if (json === undefined) return;
    assert.ok(Buffer.byteLength(json) <= limit);
    const short = JSON.parse(json) as Record<string, unknown>;
    assert.deepEqual(problemsOf(short), []);
    for (const key of ["id", "trace_id", "name", "start_time", "end_time", "parent_id", "fault", "error"]) {
      assert.deepEqual(short[key], (JSON.parse(before) as Record<string, unknown>)[key], key);
    }
  },
);

export const stacks = target("the reader of stacks", fc.string({ unit: "binary", maxLength: 500 }), (text) => {
  const { frames, truncated } = parseStack(`Error: x\n    at ${text}\n    at f (${text}:1:2)`);
  assert.ok(truncated >= 0);
  for (const { line, label, path } of frames)
    assert.ok(Number.isInteger(line) && line >= 0 && label !== "" && path !== "");
});

export const metadata = target(
  "the copying of metadata",
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: true,
    withObjectString: true,
    withSparseArray: true,
  }),
  (value) => {
    const json = JSON.stringify(toPlain({ value }));
    assert.equal(typeof JSON.parse(json), "object");
  },
);
