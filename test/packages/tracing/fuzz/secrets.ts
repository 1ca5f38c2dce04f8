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

const PIECES = [
  ..."a 1 = : := ' \" ` \\ / // :// ? # @ < > [ ] { } ( ) , ; & % - -- . _ $ | ~ key name value cookie: password auth".split(
    " ",
  ),
  ..."%25 %3D %5B &quot; \\u0022 eyJ sk- AKIA key- -us1 Q~ select insert values( where 4111 /hooks/ /reset/ Bearer Key(a)=(".split(
    " ",
  ),
  ...[
    " ",
    "\n",
    "\r\n",
    "\n    at ",
    "\u00a0",
    "é",
    "😀",
    "-----BEGIN ",
    "is not valid JSON",
    "Unexpected token ",
    "password for ",
  ],
];
const LONGEST = 65_536;
/** A quadratic pattern needs seconds for such a text, a linear one about 20 ms. */
const MOST_MS = 250;

/** The processor's time, as others use the machine, too; the best of three, as the first one compiles. */
function millisecondsFor(text: string): number {
  const times = [1, 2, 3].map(() => {
    const start = process.cpuUsage();
    redactor.text(text);
    redactor.attributes({ "db.query.text": text, "aws.xray.metadata.shop": JSON.stringify({ note: text }) });
    return process.cpuUsage(start).user / 1_000;
  });
  return Math.min(...times);
}

/** No text takes long, whatever is repeated in it: pieces, with something before and behind, up to 64 kB. */
export const times = target(
  "the time of redaction",
  fc.record({
    before: fc.constantFrom("", ...PIECES),
    repeated: fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 4 }),
    behind: fc.constantFrom("", ...PIECES),
    length: fc.constantFrom(2_000, 32_768, LONGEST),
  }),
  ({ before, repeated, behind, length }) => {
    const piece = repeated.join("");
    const text = before + piece.repeat(Math.ceil(length / piece.length)).slice(0, length) + behind;
    const ms = millisecondsFor(text);
    assert.ok(ms < MOST_MS, `${ms} ms for ${length} characters of ${JSON.stringify(piece)}`);
  },
  // Each input that fails takes seconds.
  { endOnFailure: true },
);
