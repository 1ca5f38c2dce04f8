import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import fc from "fast-check";
import { XRaySpanExporter } from "../../../../packages/tracing/src/exporter.ts";
import { otlpExporter } from "../../../../packages/tracing/src/transport/otlp.ts";
import type { ReadableSpan } from "../../../../packages/tracing/testing.ts";
import { FakeAgent } from "../support/fake-agent.ts";
import { HARMLESS } from "../support/harmless-texts.ts";
import { FORMS, KEYS, pieceLeft, value } from "../support/secret-forms.ts";
import { PLACES, planted } from "../support/secrets.ts";
import { makeSpan } from "../support/spans.ts";

const EACH = 12;

/** Whose rules take out more than secrets: what stands behind `?`, the literals of a query, the value of a key, what stands in front of a colon. */
const RULED = /URL|query|request|key|stack|error's name/;

interface Laden {
  readonly secret: string;
  readonly where: string;
  readonly span: ReadableSpan;
}

/** For each place some spans, each with a secret of its own. */
function ladenSpans(): Laden[] {
  return PLACES.flatMap(([where, place]) =>
    fc
      .sample(planted, EACH)
      .map(({ text, secret }) => ({ secret, where, span: makeSpan(place(`before ${text} after`)) })),
  );
}

/** What the OTLP exporter posts, as bytes. */
async function throughOtlp(spans: ReadableSpan[]): Promise<string> {
  const bodies: Buffer[] = [];
  const collector = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => bodies.push(chunk)).on("end", () => response.end());
  }).listen(0, "127.0.0.1");
  await once(collector, "listening");
  const address = collector.address();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  try {
    const sink = otlpExporter();
    sink.export(spans, ({ code }) => assert.equal(code, 0));
    await sink.shutdown();
  } finally {
    Reflect.deleteProperty(process.env, "OTEL_EXPORTER_OTLP_ENDPOINT");
    collector.close();
  }
  return Buffer.concat(bodies).toString();
}

/** The datagrams of the X-Ray exporter. */
async function throughUdp(spans: ReadableSpan[]): Promise<string> {
  const agent = await FakeAgent.start();
  const endpoint = { host: "127.0.0.1", port: agent.port };
  const exporter = new XRaySpanExporter({ udp: endpoint, tcp: endpoint });
  exporter.export(spans, ({ code }) => assert.equal(code, 0));
  await agent.documentsUntil(spans.length);
  await exporter.shutdown();
  agent.close();
  return agent.datagrams.join("\n");
}

describe("what leaves the process", () => {
  const transports: [string, (spans: ReadableSpan[]) => Promise<string>][] = [
    ["by UDP", throughUdp],
    ["by OTLP", throughOtlp],
  ];
  for (const [name, through] of transports) {
    it(`${name} holds none of the secrets planted in each place where a request's data can be`, async () => {
      const laden = ladenSpans();
      const sent = await through(laden.map(({ span }) => span));
      const found = laden.filter(({ secret }) => sent.includes(secret));
      assert.deepEqual(
        found.map(({ where, secret }) => `${where}: ${secret}`),
        [],
      );
      assert.ok(sent.split("[redacted]").length > laden.length / 2, "what was taken out is marked");
    });

    it(`${name} holds no piece of what is written in any form at any place`, async () => {
      const laden = PLACES.flatMap(([where, place]) =>
        FORMS.flatMap(([form, write]) =>
          fc.sample(fc.tuple(fc.constantFrom(...KEYS), value), 2).map(([key, secret]) => ({
            secret,
            where: `${where}, ${form}, ${key}`,
            span: makeSpan(place(write(key, secret))),
          })),
        ),
      );
      const sent = await through(laden.map(({ span }) => span));
      const found = laden.flatMap(({ where, secret }) => {
        const piece = pieceLeft(sent, secret);
        return piece === undefined ? [] : [`${where}: ${piece} of ${secret}`];
      });
      assert.deepEqual(found, []);
    });

    it(`${name} holds harmless texts as they were, wherever they stood`, async () => {
      const laden = HARMLESS.flatMap((text) =>
        PLACES.filter(([where]) => !RULED.test(where)).map(([where, place]) => ({
          text,
          where,
          span: makeSpan(place(text)),
        })),
      );
      const sent = await through(laden.map(({ span }) => span));
      assert.equal(/.{0,200}\[redacted\].{0,20}/.exec(sent)?.[0], undefined);
      for (const text of HARMLESS) {
        const written = JSON.stringify(text).slice(1, -1);
        assert.ok(sent.includes(written) || sent.includes(text), text);
      }
    });

    it(`${name} would show a secret that is not taken out`, async () => {
      const sent = await through([makeSpan({ attributes: { note: "an-ordinary-word-17" } })]);
      assert.ok(sent.includes("an-ordinary-word-17"));
    });
  }
});
