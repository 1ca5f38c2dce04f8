import assert from "node:assert/strict";
import fc from "fast-check";
import { Redactor } from "../../../../packages/tracing/src/redact/redactor.ts";
import { toDocument } from "../../../../packages/tracing/src/segment/document.ts";
import { serialize } from "../../../../packages/tracing/src/segment/serialize.ts";
import { around, PLACES, planted } from "../support/secrets.ts";
import { makeSpan } from "../support/spans.ts";
import { target } from "./target.ts";

const redactor = new Redactor();

export const secrets = target(
  "the redaction of spans",
  fc.tuple(planted, around, around, fc.constantFrom(...PLACES)),
  ([{ text, secret }, before, after, [where, place]]) => {
    const json = serialize(toDocument(redactor.span(makeSpan(place(`${before} ${text} ${after}`)))));
    assert.ok(json !== undefined && !json.includes(secret), `${where}: ${json ?? "too large"}`);
  },
);

/** Redacting what is redacted changes nothing more: no pass finds what another one left. */
export const texts = target(
  "the redaction of texts",
  fc.array(
    fc.oneof(
      planted.map(({ text }) => text),
      fc.string({ unit: "binary" }),
      around,
    ),
    { maxLength: 5 },
  ),
  (pieces) => {
    const once = redactor.text(pieces.join(" "));
    assert.equal(redactor.text(once), once);
  },
);
