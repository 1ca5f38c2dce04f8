import assert from "node:assert/strict";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import fc from "fast-check";
import { handled } from "../support/handled.ts";
import { at, call, SAMPLED, Traced } from "../support/traced.ts";
import { answer, Upstream, type Framing } from "../support/upstream.ts";

/** What a caller does with a response. */
type Treatment = "read" | "leave" | "give up";
type Client = (url: string, method: string, treatment: Treatment) => Promise<unknown>;

const byHttp: Client = async (url, method, treatment) => {
  const outgoing = request(url, { method, agent: false });
  // The event that is waited for tells an error as well, but only until the response comes.
  outgoing.on("error", () => undefined);
  outgoing.end();
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  response.on("error", () => undefined);
  if (treatment === "give up") response.destroy();
  if (treatment !== "read") return;
  response.resume();
  await once(response, "close");
  if (!response.complete) throw new Error("the response broke off");
};

/** Bodies that nobody has read. */
const left: ReadableStream[] = [];

const byFetch: Client = async (url, method, treatment) => {
  const response = await fetch(url, { method });
  if (treatment === "give up") await response.body?.cancel();
  if (treatment === "read") await response.text();
  if (treatment === "leave" && response.body) left.push(response.body);
};

const clients: Record<string, Client> = { "node:http": byHttp, fetch: byFetch };
const client = fc.constantFrom(...Object.keys(clients));
const framing = fc.constantFrom<Framing>("length", "chunks", "close");

describe("the end of an outgoing call", () => {
  let traced: Traced;
  let upstream: Upstream;
  beforeEach(async () => {
    traced = await Traced.start();
    upstream = await Upstream.start();
  });
  afterEach(async () => {
    // undici of Node 24.21 throws, outside of any promise, when a connection ends while a body waits to be read.
    await Promise.all(left.splice(0).map((body) => body.cancel()));
    upstream.close();
    await traced.stop();
  });

  it("comes once, with the status of the response, whoever reads how much of it", async () => {
    await fc.assert(
      fc.asyncProperty(
        client,
        fc.constantFrom("GET", "HEAD", "POST", "DELETE"),
        fc.constantFrom(200, 204, 302, 304, 404, 500),
        fc.constantFrom(0, 5, 70_000, 1_000_000),
        framing,
        fc.constantFrom<Treatment>("read", "leave", "give up"),
        async (name, method, status, size, how, treatment) => {
          const text = answer(status, "b".repeat(size), how);
          upstream.script = (socket) => {
            socket.write(method === "HEAD" ? text.slice(0, text.indexOf("\r\n\r\n") + 4) : text);
            if (treatment === "read") socket.end();
          };
          const { calls } = await handled(traced, async () => clients[name]?.(upstream.url("/v"), method, treatment));
          assert.equal(calls.length, 1);
          const [made] = calls;
          assert.equal(at(made, "http", "response", "status"), status);
          assert.equal(at(made, "http", "request", "url"), upstream.url("/v"));
          assert.equal(made?.fault, status >= 500 ? true : undefined, "no fault but the status");
          assert.equal(made?.error, status === 404 ? true : undefined);
          assert.equal(made?.cause, undefined);
        },
      ),
      { numRuns: 50 },
    );
  });

  for (const [name, make] of Object.entries(clients)) {
    describe(`by ${name}`, () => {
      for (const [what, method, text] of [
        ["HEAD", "HEAD", "HTTP/1.1 200 S\r\ncontent-length: 9\r\n\r\n"],
        ["204", "GET", "HTTP/1.1 204 S\r\n\r\n"],
        ["a small body", "GET", "HTTP/1.1 200 S\r\ncontent-length: 2\r\n\r\nok"],
        ["a body that is larger than what is read ahead", "GET", answer(200, "b".repeat(1_000_000))],
      ] as const) {
        it(`is the head of the response, when nobody reads it: ${what}`, async () => {
          upstream.script = (socket) => void socket.write(text);
          const { segment, calls } = await handled(traced, () => make(upstream.url(), method, "leave"), {
            laterMs: 300,
          });
          assert.equal(calls.length, 1);
          const [made] = calls;
          assert.equal(made?.fault, undefined);
          // Times are whole milliseconds of one clock and parts of another's.
          assert.ok(Number(made?.end_time) <= Number(segment.end_time) - 0.29, JSON.stringify([made, segment]));
        });
      }

      it("is shown without anybody asking for it, once its request has ended", async () => {
        upstream.script = (socket) => void socket.write(answer(200, "b".repeat(1_000_000)));
        const port = await traced.serve((_request, response) => {
          void make(upstream.url(), "GET", "leave").then(() => response.end());
        });
        await call(port, { headers: SAMPLED });
        const documents = await traced.agent.documentsUntil(2);
        assert.equal(documents.filter(({ type }) => type === "subsegment").length, 1);
      });

      it("is a failure when the response breaks off, wherever that is", async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.constantFrom<Framing>("length", "chunks"),
            fc.integer({ min: 1, max: 100_000 }),
            fc.nat({ max: 1_000 }),
            fc.boolean(),
            async (how, size, perMille, reset) => {
              const text = answer(200, "b".repeat(size), how);
              const head = text.indexOf("\r\n\r\n") + 4;
              // The last bytes end the body of either framing.
              const cut = head + Math.floor(((text.length - 6 - head) * perMille) / 1_000);
              upstream.script = (socket) => {
                socket.write(text.slice(0, Math.max(head, cut)), () => {
                  if (reset) socket.resetAndDestroy();
                  else socket.end();
                });
              };
              const { calls } = await handled(traced, () => make(upstream.url(), "GET", "read"));
              assert.equal(calls.length, 1);
              assert.equal(calls[0]?.fault, true, JSON.stringify(calls[0]));
              assert.notEqual(at(calls[0], "cause", "exceptions", 0, "message"), undefined);
            },
          ),
          { numRuns: 25 },
        );
      });

      it("is a failure when the connection breaks before any answer", async () => {
        upstream.script = (socket) => void socket.destroy();
        const { calls } = await handled(traced, () => make(upstream.url(), "POST", "read"));
        assert.equal(calls.length, 1);
        assert.equal(calls[0]?.fault, true);
        assert.equal(at(calls[0], "http", "response"), undefined);
        assert.match(String(at(calls[0], "cause", "exceptions", 0, "message")), /\w/);
      });

      it("does not mistake early hints for the answer", async () => {
        upstream.script = (socket) =>
          void socket.end(`HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n${answer(404, "no")}`);
        const { calls } = await handled(traced, () => make(upstream.url(), "GET", "read"));
        assert.equal(calls.length, 1);
        assert.equal(at(calls[0], "http", "response", "status"), 404);
      });

      it("is a call of its own for each request on a kept connection", async () => {
        upstream.script = (socket) => void socket.write("HTTP/1.1 200 S\r\ncontent-length: 2\r\n\r\nok");
        const { calls } = await handled(
          traced,
          async () => {
            await make(upstream.url("/1"), "GET", "read");
            await make(upstream.url("/2"), "GET", "read");
          },
          { count: 2 },
        );
        assert.deepEqual(
          calls.map((each) => at(each, "http", "request", "url")),
          [upstream.url("/1"), upstream.url("/2")],
        );
      });
    });
  }

  it("comes for each response of a redirect", async () => {
    upstream.script = (socket, head) =>
      void socket.end(
        head.startsWith("GET /from ")
          ? "HTTP/1.1 302 S\r\nlocation: /to\r\ncontent-length: 5\r\nconnection: close\r\n\r\nmoved"
          : answer(200, "here"),
      );
    const { calls } = await handled(traced, () => byFetch(upstream.url("/from"), "GET", "read"), { count: 2 });
    assert.deepEqual(
      calls.map((each) => [at(each, "http", "request", "url"), at(each, "http", "response", "status"), each.fault]),
      [
        [upstream.url("/from"), 302, undefined],
        [upstream.url("/to"), 200, undefined],
      ],
    );
  });
});
