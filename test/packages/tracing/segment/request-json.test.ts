import assert from "node:assert/strict";
import fc from "fast-check";
import { RedactingSerializer } from "../../../../packages/tracing/src/redact/redacting-serializer.ts";
import { attributesOf, type HttpRequestInfo } from "../../../../packages/tracing/src/http-request-info.ts";
import { RecordedSpan } from "../../../../packages/tracing/src/recorded-span.ts";
import { toDocument } from "../../../../packages/tracing/src/segment/document.ts";
import type { FinishedSpan } from "../../../../packages/tracing/src/span.ts";
import { resourceFromAttributes, SpanStatusCode, TraceFlags } from "../../../../packages/tracing/testing.ts";
import { FACTS, PARENT_ID, SPAN_ID, TRACE_ID } from "../support/spans.ts";

const resources = [
  resourceFromAttributes({ "service.name": "pmp-api" }),
  resourceFromAttributes({
    "service.name": 'a "quoted" näme',
    "service.version": "1.2.3",
    "cloud.platform": "aws_eks",
    "cloud.region": "eu-west-1",
    "k8s.pod.name": "pod-1",
  }),
];

/** Texts with and without what is looked for in them. */
const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 30 }),
  fc.string({ minLength: 1, maxLength: 30, unit: "binary" }),
  fc.constantFrom("token=abc", "4111111111111111", "u:p@h", "a?b#c", "SELECT a FROM t WHERE b = 1", '\u2028\\"\n'),
  // Nothing is left of these.
  fc.constantFrom("?-=#", "?token=abc", "#a=b", "u@"),
);
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined });
const address = fc.oneof(fc.ipV4(), fc.ipV6());
const info: fc.Arbitrary<HttpRequestInfo> = fc.record({
  method: fc.constantFrom("GET", "POST", "OPTIONS"),
  scheme: fc.constantFrom("http" as const, "https" as const),
  path: fc.oneof(
    text.map((rest) => `/${rest}`),
    text,
  ),
  host: maybe(fc.oneof(text, address, fc.constant("[::1]"), fc.constant("shop.example.com"))),
  port: maybe(fc.constantFrom(80, 443, 3001)),
  peer: maybe(address),
  client: maybe(fc.oneof(text, address)),
  userAgent: maybe(text),
  rule: maybe(fc.constantFrom("Default", "all of a name of 32 characters...")),
  route: maybe(fc.oneof(text, fc.constant("/api/products/:id"))),
  status: maybe(fc.constantFrom(200, 204, 302, 400, 404, 429, 500, 503)),
  length: maybe(fc.nat()),
});

interface Case {
  info: HttpRequestInfo;
  resource: number;
  parent: "none" | "remote" | "local";
  failed: boolean;
}

const cases: fc.Arbitrary<Case> = fc.record({
  info,
  resource: fc.constantFrom(0, 1),
  parent: fc.constantFrom("none", "remote", "local"),
  failed: fc.boolean(),
});

function spanOf(input: Case): RecordedSpan {
  const resource = resources[input.resource] ?? resourceFromAttributes({});
  const parent = { traceId: TRACE_ID, spanId: PARENT_ID, traceFlags: 1, isRemote: input.parent === "remote" };
  const span = new RecordedSpan(
    {
      spanContext: { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: TraceFlags.SAMPLED },
      parentSpanContext: input.parent === "none" ? undefined : parent,
      info: { ...input.info },
    },
    { resource, ended: () => undefined },
  );
  if (input.failed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
  return span;
}

/** The same span without `plainRequest`. */
function withoutFacts(span: RecordedSpan): FinishedSpan {
  return Object.create(span, {
    plainRequest: { value: undefined },
    attributes: { value: span.attributes },
    spanContext: { value: () => span.spanContext() },
    ...Object.fromEntries(
      (["name", "startTime", "endTime", "events", "links", "resource"] as const).map((key) => [
        key,
        { value: span[key] },
      ]),
    ),
  }) as FinishedSpan;
}

describe("JSON of a plain request", () => {
  const write = (redaction: RedactingSerializer, span: FinishedSpan): unknown =>
    JSON.parse(redaction.json(span, (redacted) => JSON.stringify(toDocument(redacted))) ?? "null");

  for (const [name, options] of [
    ["", {}],
    [", with more keys that are secret", { keys: ["agent"] }],
    [", with more patterns", { patterns: [/[0-9]{2}/, /shop/] }],
  ] as const) {
    it(`says what the document made of its attributes says${name}`, () => {
      fc.assert(
        fc.property(cases, (input) => {
          const redaction = new RedactingSerializer(options);
          const span = spanOf(input);
          assert.deepEqual(write(redaction, span), write(redaction, withoutFacts(span)));
        }),
        { numRuns: 500 },
      );
    });
  }

  it("is what is used for it", () => {
    const span = spanOf({ info: FACTS, resource: 0, parent: "none", failed: false });
    const json = new RedactingSerializer().json(span, () => assert.fail("the long way was taken"));
    assert.ok(json?.includes('"url":"https://shop.example.com/orders"'));
    assert.deepEqual(attributesOf(FACTS), span.attributes);
  });
});
