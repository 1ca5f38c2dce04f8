import assert from "node:assert/strict";
import { get, request } from "node:http";
import { problemsOf } from "../support/segment-schema.ts";
import { at, call, ROOT, SAMPLED, Traced, TRACE_ID, UNSAMPLED } from "../support/traced.ts";
import { freePort, type JsonObject } from "../support/fake-agent.ts";
import { takeWarnings } from "../support/warnings.ts";
import { context, diag, suppressTracing } from "../../../../packages/tracing/testing.ts";

function subsegments(documents: JsonObject[]): JsonObject[] {
  return documents.filter(({ type }) => type === "subsegment");
}

describe("outgoing calls", () => {
  let traced: Traced;
  /** The headers with which the other service was called. */
  let received: Record<string, unknown>[];
  let other: number;
  beforeEach(async () => {
    traced = await Traced.start();
    received = [];
    // The other service is not traced itself: its header says so, by being read here only.
    other = await traced.serve((incoming, response) => {
      received.push(incoming.headers);
      response.writeHead(incoming.url === "/fail" ? 503 : 200, { "content-length": "2" });
      response.end("ok");
    });
  });
  afterEach(() => traced.stop());

  const clients: Record<string, (url: string) => Promise<unknown>> = {
    "http.get": (url) =>
      new Promise((resolve, reject) => {
        get(url, { agent: false }, (response) => response.resume().on("end", resolve)).on("error", reject);
      }),
    fetch: async (url) => (await fetch(url)).text(),
  };

  /** A service whose handler calls the other one. */
  async function serviceCalling(work: () => Promise<unknown>): Promise<number> {
    return traced.serve((_incoming, response) => {
      void work().then(
        () => response.end("ok"),
        () => response.writeHead(502).end(),
      );
    });
  }

  for (const [name, client] of Object.entries(clients)) {
    describe(name, () => {
      it("of a sampled request is a remote subsegment, and passes the trace on in both headers", async () => {
        const port = await serviceCalling(() => client(`http://127.0.0.1:${other}/v1/charge?key=abc`));
        await call(port, { headers: SAMPLED });
        const documents = await traced.documents(3);
        const [subsegment] = subsegments(documents);
        assert.ok(subsegment);
        assert.deepEqual(problemsOf(subsegment), []);
        const segment = documents.find(({ parent_id }) => parent_id === "53995c3f42cd8ad8");
        assert.equal(subsegment.parent_id, segment?.id);
        assert.equal(subsegment.trace_id, TRACE_ID);
        assert.equal(subsegment.namespace, "remote");
        assert.equal(subsegment.name, "127.0.0.1");
        assert.deepEqual(subsegment.http, {
          request: { method: "GET", url: `http://127.0.0.1:${other}/v1/charge` },
          response: { status: 200, content_length: 2 },
        });
        const id = String(subsegment.id);
        assert.equal(received[0]?.["x-amzn-trace-id"], `${ROOT};Parent=${id};Sampled=1`);
        assert.equal(received[0].traceparent, `00-5759e988bd862e3fe1be46a994272793-${id}-01`);
        const downstream = documents.find(({ parent_id }) => parent_id === id);
        assert.equal(downstream?.trace_id, TRACE_ID, "the called service goes on with the same trace");
      });

      it("of a request that is not sampled passes the decision on and makes nothing", async () => {
        const port = await serviceCalling(() => client(`http://127.0.0.1:${other}/`));
        await call(port, { headers: UNSAMPLED });
        assert.match(
          String(received[0]?.["x-amzn-trace-id"]),
          /^Root=1-5759e988-bd862e3fe1be46a994272793;Parent=[0-9a-f]{16};Sampled=0$/,
        );
        await call(port, { headers: SAMPLED });
        assert.equal(subsegments(await traced.documents(3)).length, 1);
      });

      it("that is answered with 503 is a fault", async () => {
        const port = await serviceCalling(() => client(`http://127.0.0.1:${other}/fail`));
        await call(port, { headers: SAMPLED });
        const [subsegment] = subsegments(await traced.documents(3));
        assert.equal(subsegment?.fault, true);
      });

      it("that can't connect is a fault with its cause", async () => {
        const nowhere = await freePort();
        const port = await serviceCalling(() => client(`http://127.0.0.1:${nowhere}/`));
        await call(port, { headers: SAMPLED });
        const [subsegment] = subsegments(await traced.documents(2));
        assert.ok(subsegment);
        assert.deepEqual(problemsOf(subsegment), []);
        assert.equal(subsegment.fault, true);
        assert.match(String(at(subsegment, "cause", "exceptions", 0, "message")), /ECONNREFUSED/);
      });

      it("lasts until its body was read", async () => {
        let release = (): void => undefined;
        const slow = await traced.serve((_incoming, response) => {
          response.writeHead(200).write("half");
          release = () => response.end("and half");
        });
        const port = await serviceCalling(() => client(`http://127.0.0.1:${slow}/`));
        const calling = call(port, { headers: SAMPLED });
        await new Promise((resolve) => setTimeout(resolve, 100));
        await traced.tracing.flush();
        const released = Date.now() / 1_000;
        release();
        await calling;
        const [subsegment] = subsegments(await traced.documents(3));
        // Times are whole milliseconds of one clock and parts of another's.
        assert.ok(Number(subsegment?.end_time) >= released - 0.01, `${String(subsegment?.end_time)} ${released}`);
      });

      it("that is marked as not to be traced makes nothing", async () => {
        const port = await serviceCalling(() =>
          context.with(suppressTracing(context.active()), () => client(`http://127.0.0.1:${other}/`)),
        );
        await call(port, { headers: SAMPLED });
        await traced.tracing.flush();
        await traced.agent.until("the segment", () =>
          traced.agent.documents.some(({ parent_id }) => parent_id === "53995c3f42cd8ad8"),
        );
        assert.deepEqual(subsegments(traced.agent.documents), []);
      });

      it("outside of any request makes nothing and adds no header", async () => {
        await client(`http://127.0.0.1:${other}/`);
        assert.equal(received[0]?.["x-amzn-trace-id"], undefined);
        assert.equal(received[0]?.traceparent, undefined);
      });
    });
  }

  it("passes the trace on when the caller gave its headers as a list, which Node writes at once", async () => {
    const port = await serviceCalling(
      () =>
        new Promise((resolve, reject) => {
          const outgoing = request(`http://127.0.0.1:${other}/`, {
            headers: ["x-a", "b", "host", "h", "TraceParent", "old"],
            agent: false,
          });
          outgoing.on("response", (response) => response.resume().on("end", resolve));
          outgoing.on("error", reject);
          outgoing.end();
        }),
    );
    const warnings = takeWarnings();
    assert.equal((await call(port, { headers: SAMPLED })).status, 200);
    diag.disable();
    assert.equal(received[0]?.["x-a"], "b");
    assert.match(String(received[0].traceparent), /^00-5759e988bd862e3fe1be46a994272793-[0-9a-f]{16}-01$/);
    assert.match(String(received[0]["x-amzn-trace-id"]), /Sampled=1$/);
    assert.doesNotMatch(warnings.join("\n"), /tracing failed/);
  });
});
