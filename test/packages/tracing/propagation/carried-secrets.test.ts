import assert from "node:assert/strict";
import dns from "node:dns";
import { request } from "node:http";
import fc from "fast-check";
import { diag } from "../../../../packages/tracing/testing.ts";
import { call, SAMPLED, Traced } from "../support/traced.ts";
import { Upstream } from "../support/upstream.ts";
import { takeWarnings } from "../support/warnings.ts";
import { value } from "../support/secret-forms.ts";

const TRACEPARENT = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
const PARENTS: Record<string, Record<string, string>> = {
  traceparent: TRACEPARENT,
  "X-Amzn-Trace-Id": SAMPLED,
  both: { ...TRACEPARENT, ...SAMPLED },
  neither: {},
};
const realLookup = dns.lookup;

/** All names lead to this machine. */
function lookup(_name: string, options: dns.LookupOptions, done: (...answer: unknown[]) => void): void {
  if (options.all === true) done(null, [{ address: "127.0.0.1", family: 4 }]);
  else done(null, "127.0.0.1", 4);
}

/** Headers as callers send them, each with a secret of its own. */
const carried = fc.record({ state: value, baggage: value, key: fc.constantFrom("session", "password", "user.token") });

describe("secrets in the headers that a trace arrives with", () => {
  let upstream: Upstream;
  let traced: Traced;
  before(() => Reflect.set(dns, "lookup", lookup));
  after(() => Reflect.set(dns, "lookup", realLookup));
  beforeEach(async () => {
    takeWarnings();
    upstream = await Upstream.start();
  });
  afterEach(async () => {
    await traced.stop();
    upstream.close();
    diag.disable();
  });

  const outgoing: Record<string, (host: string) => Promise<unknown>> = {
    "http.get": (host) =>
      new Promise((resolve, reject) => {
        request({ host, port: upstream.port, agent: false }, (response) => response.resume().on("close", resolve))
          .on("error", reject)
          .end();
      }),
    fetch: async (host) => (await fetch(`http://${host}:${upstream.port}/`)).text(),
  };

  /** Sends a request with such headers to an app that calls a host; what was sent there. */
  async function through(headers: Record<string, string>, host: string, client: string): Promise<string> {
    const first = upstream.heads.length;
    const port = await traced.serve((_request, response) => {
      void (outgoing[client]?.(host) ?? Promise.resolve()).then(() => response.end("ok"));
    });
    assert.equal((await call(port, { headers })).body, "ok");
    return upstream.heads.slice(first).join("\n");
  }

  for (const client of Object.keys(outgoing)) {
    it(`reach nobody by baggage, only one's own hosts by tracestate, and no trace: ${client}`, async () => {
      traced = await Traced.start();
      const secrets: string[] = [];
      for (const [name, parent] of Object.entries(PARENTS)) {
        for (const { state, baggage, key } of fc.sample(carried, 2)) {
          secrets.push(state, baggage);
          const headers = {
            ...parent,
            tracestate: `vendor=${state},other@system=${key}:${state}`,
            baggage: `${key}=${baggage},user=17;${key}=${baggage}`,
          };
          const own = await through(headers, "orders.shop.svc", client);
          assert.ok(!own.includes(baggage), `${name}: ${own}`);
          const foreign = await through(headers, "api.partner.example", client);
          assert.ok(!foreign.includes(baggage) && !foreign.includes(state), `${name}: ${foreign}`);
        }
      }
      await traced.documents(12);
      const sent = traced.agent.datagrams.join("\n");
      for (const secret of secrets) assert.ok(!sent.includes(secret), secret);
    });
  }

  it("reach one's own hosts by baggage where that was asked for, and no trace", async () => {
    traced = await Traced.start({ baggage: true });
    const headers = { ...SAMPLED, baggage: "session=q7hunTer21;password=q7hunTer22" };
    assert.match(await through(headers, "orders.shop.svc", "fetch"), /^baggage: session=q7hunTer21/im);
    assert.doesNotMatch(await through(headers, "api.partner.example", "fetch"), /hunTer/);
    await traced.documents(4);
    assert.doesNotMatch(traced.agent.datagrams.join("\n"), /hunTer/);
  });
});
