import fc from "fast-check";
import { SpanStatusCode } from "../../../../packages/tracing/testing.ts";
import type { SpanInput } from "./spans.ts";

/** A text that holds a secret, and the part of it that must not be seen anywhere. */
export interface Planted {
  readonly text: string;
  readonly secret: string;
}

/** Secrets that are made up anew each time, so that no memory of earlier ones helps. */
export const planted: fc.Arbitrary<Planted> = fc.oneof(
  fc.uuid().map((id) => ({ text: `password=${id}`, secret: id })),
  fc.uuid().map((id) => ({ text: `{"apiKey": "${id}"}`, secret: id })),
  fc.uuid().map((id) => ({ text: `Authorization: Bearer ${id}`, secret: id })),
  fc.uuid().map((id) => ({ text: `Cookie: sid=${id}`, secret: id })),
  fc.uuid().map((id) => ({ text: `https://u:${id}@h.example/`, secret: id })),
  fc.uuid().map((id) => ({ text: `/x?anything=${id}`, secret: id })),
  fc.uuid().map((id) => ({ text: `SELECT a FROM t WHERE b = '${id}'`, secret: id })),
  fc.uuid().map((id) => ({ text: `sk_live_${id.replaceAll("-", "")}`, secret: id.replaceAll("-", "") })),
  fc.uuid().map((id) => ({ text: `eyJhbGciOiJub25lIn0.${id}.sig`, secret: id })),
  cardNumbers().map((number) => ({ text: `card ${number}`, secret: number })),
  cardNumbers().map((number) => ({
    text: (number.match(/.{1,4}/g) ?? []).join(" "),
    secret: number.slice(0, 4) + " " + number.slice(4, 8),
  })),
);

/** Ordinary text around the secret, without what could be part of it. */
export const around = fc.string({
  unit: fc.constantFrom("a", "é", "😀", " ", "\n", ".", ",", "(", ")"),
  maxLength: 20,
});

function cardNumbers(): fc.Arbitrary<string> {
  return fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 14, maxLength: 14 }).map((digits) => {
    const body = `4${digits.join("")}`;
    for (let check = 0; check < 10; check += 1) if (isLuhn(`${body}${check}`)) return `${body}${check}`;
    throw new Error("one of ten check digits must fit");
  });
}

/** Written apart from the code under test, from the definition of the check digit. */
function isLuhn(number: string): boolean {
  const doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
  let sum = 0;
  for (let i = 0; i < number.length; i += 1) {
    const digit = Number(number.at(-1 - i));
    sum += i % 2 ? (doubled[digit] ?? 0) : digit;
  }
  return sum % 10 === 0;
}

const OTHER = { traceId: "6759e988bd862e3fe1be46a994272793", spanId: "00f067aa0ba902b7", traceFlags: 1 };

/** Where a request's data can get into a span. */
export const PLACES: readonly (readonly [where: string, span: (text: string) => SpanInput])[] = [
  ["the name", (text) => ({ name: text, parent: "local" })],
  ["an attribute", (text) => ({ attributes: { note: text } })],
  ["a list", (text) => ({ attributes: { list: ["first", text] } })],
  ["a key", (text) => ({ attributes: { [text]: 1 } })],
  ["a long key", (text) => ({ attributes: { [`a rather long key, longer than forty characters ${text}`]: 1 } })],
  [
    "the request",
    (text) => ({
      attributes: {
        "http.request.method": "GET",
        "user_agent.original": text,
        "url.path": text,
        "url.query": text,
        "server.address": text,
        "client.address": text,
      },
    }),
  ],
  ["a full URL", (text) => ({ attributes: { "http.request.method": "GET", "url.full": `https://h.example/${text}` } })],
  ["the user", (text) => ({ attributes: { "user.id": text } })],
  ["an annotation", (text) => ({ attributes: { annotated: text, "aws.xray.annotations": ["annotated"] } })],
  ["an annotation's key", (text) => ({ attributes: { [text]: 1, "aws.xray.annotations": [text] } })],
  ["metadata", (text) => ({ attributes: { "aws.xray.metadata.shop": JSON.stringify({ deep: [{ note: text }] }) } })],
  ["a key of metadata", (text) => ({ attributes: { "aws.xray.metadata.shop": JSON.stringify({ [text]: 1 }) } })],
  ["metadata that is no JSON", (text) => ({ attributes: { "aws.xray.metadata.shop": text } })],
  ["an attribute of the service", (text) => ({ resource: { "service.version": text, note: text } })],
  ["the state of a trace", (text) => ({ attributes: { tracestate: text, baggage: text } })],
  ["a header", (text) => ({ attributes: { "http.request.header.x-note": [text] } })],
  [
    "a log's text",
    (text) => ({ events: [{ name: "log", attributes: { "log.message": text, "log.body.note": text } }] }),
  ],
  ["an error's cause", (text) => ({ exceptions: [new Error("x", { cause: new Error(text) })] })],
  ["a query", (text) => ({ parent: "local", attributes: { "db.system.name": "postgresql", "db.query.text": text } })],
  ["an event", (text) => ({ events: [{ name: text, attributes: { note: text } }] })],
  ["an error's message", (text) => ({ exceptions: [new Error(text)] })],
  ["an error's name", (text) => ({ exceptions: [Object.assign(new Error("x"), { name: text })] })],
  ["an error's stack", (text) => ({ exceptions: [Object.assign(new Error("x"), { stack: stackWith(text) })] })],
  ["a thrown text", (text) => ({ exceptions: [text] })],
  ["the status", (text) => ({ status: { code: SpanStatusCode.ERROR, message: text } })],
  ["a link", (text) => ({ links: [{ context: OTHER, attributes: { note: text } }] })],
];

/** As V8 writes it, with the text in the message and, if it is of one line, in a frame's function and in its file. */
function stackWith(text: string): string {
  const line = /[\r\n]/.test(text) ? "g" : text;
  return `Error: ${text}\n    at Object.${line} (/app/a.js:1:2)\n    at f (${line}:3:4)\n    at ${line}:5:6`;
}
