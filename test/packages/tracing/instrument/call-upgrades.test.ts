import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { ClientRequest, get, request, type RequestOptions } from "node:http";
import { handled } from "../support/handled.ts";
import { at, Traced } from "../support/traced.ts";
import { answer, Upstream } from "../support/upstream.ts";

const UPGRADE = { connection: "upgrade", upgrade: "echo" };
const SWITCHED = "HTTP/1.1 101 Switching Protocols\r\nupgrade: echo\r\nconnection: upgrade\r\n\r\n";

/** Takes the handshake of a WebSocket, and ends it. https://www.rfc-editor.org/rfc/rfc6455#section-4.2.2 */
function acceptWebSocket(head: string): string {
  const key = /^sec-websocket-key: (.*)$/im.exec(head)?.[1] ?? "";
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  return `HTTP/1.1 101 S\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`;
}

describe("a call that ends otherwise than with a response", () => {
  let traced: Traced;
  let upstream: Upstream;
  beforeEach(async () => {
    traced = await Traced.start();
    upstream = await Upstream.start();
  });
  afterEach(async () => {
    upstream.close();
    await traced.stop();
  });

  function ask(options: RequestOptions): ClientRequest {
    const outgoing = request({ host: "127.0.0.1", port: upstream.port, agent: false, ...options });
    outgoing.on("error", () => undefined);
    outgoing.end();
    return outgoing;
  }

  async function switched(options: RequestOptions, event: string): Promise<void> {
    const [, socket] = (await once(ask(options), event)) as [unknown, { destroy: () => void }];
    socket.destroy();
  }

  const ways: [string, string, number, () => Promise<unknown>][] = [
    ["an upgrade", SWITCHED, 101, () => switched({ path: "/socket", headers: UPGRADE }, "upgrade")],
    ["an upgrade that nobody listens for", SWITCHED, 101, () => once(ask({ headers: UPGRADE }), "close")],
    ["an upgrade that is refused", answer(401, "no"), 401, () => once(ask({ headers: UPGRADE }), "response")],
    ["a tunnel", "HTTP/1.1 200 S\r\n\r\n", 200, () => switched({ method: "CONNECT", path: "db:5432" }, "connect")],
    [
      "a tunnel that is refused",
      "HTTP/1.1 407 S\r\n\r\n",
      407,
      () => switched({ method: "CONNECT", path: "db:5432" }, "connect"),
    ],
  ];
  for (const [name, text, status, work] of ways) {
    it(`is shown with its status: ${name}`, async () => {
      upstream.script = (socket) => void socket.write(text);
      const { calls } = await handled(traced, work);
      assert.deepEqual(
        calls.map((each) => [at(each, "http", "response", "status"), each.fault]),
        [[status, undefined]],
      );
      assert.equal(upstream.sent("traceparent").length, 1);
    });
  }

  it("names a tunnel by the host that it leads to", async () => {
    upstream.script = (socket) => void socket.write("HTTP/1.1 200 S\r\n\r\n");
    const { calls } = await handled(traced, () => switched({ method: "CONNECT", path: "db:5432" }, "connect"));
    assert.equal(calls[0]?.name, "db");
  });

  for (const [name, text, status] of [
    ["that is taken", acceptWebSocket, 101],
    ["that is refused", () => answer(403, "no"), 403],
  ] as const) {
    it(`is shown when it is the handshake of Node's WebSocket ${name}`, async () => {
      upstream.script = (socket, head) => void socket.end(text(head));
      const { calls } = await handled(traced, async () => {
        const socket = new WebSocket(`ws://127.0.0.1:${upstream.port}/live`);
        await new Promise((resolve) => {
          socket.onclose = resolve;
          socket.onerror = resolve;
        });
      });
      assert.deepEqual(
        calls.map((each) => [at(each, "http", "response", "status"), each.fault]),
        [[status, undefined]],
      );
    });
  }

  /** Deprecated, and in use. */
  const abort = Reflect.get<ClientRequest, "abort">(ClientRequest.prototype, "abort");

  function destroyedAtTimeout(): ClientRequest {
    const outgoing = ask({ timeout: 30 });
    return outgoing.on("timeout", () => outgoing.destroy());
  }

  const givenUp: [string, () => unknown][] = [
    ["abort(), before there is a socket", () => Reflect.apply(abort, ask({}), [])],
    ["destroy(), before there is a socket", () => ask({}).destroy()],
    ["a signal, by node:http", () => once(ask({ signal: AbortSignal.timeout(30) }), "close")],
    ["a signal, by fetch", () => fetch(upstream.url(), { signal: AbortSignal.timeout(30) })],
    ["destroy() at a timeout", () => once(destroyedAtTimeout(), "close")],
  ];
  for (const [name, work] of givenUp) {
    it(`is a failure with a cause when it is given up before it is answered: ${name}`, async () => {
      upstream.script = () => undefined;
      const { calls } = await handled(traced, work);
      assert.equal(calls.length, 1);
      assert.equal(calls[0]?.fault, true);
      assert.match(String(at(calls[0], "cause", "exceptions", 0, "message")), /\w/);
    });
  }

  const partly = answer(200, "b".repeat(1_000)).slice(0, 500);
  for (const [name, isFault, work] of [
    ["destroy() of the response", false, () => get(upstream.url(), { agent: false }, (r) => r.destroy())],
    [
      "destroy() of the request",
      false,
      () => {
        const outgoing = get(upstream.url(), { agent: false }, () => outgoing.destroy());
      },
    ],
    [
      "an abort by a signal",
      false,
      () => {
        const controller = new AbortController();
        get(upstream.url(), { agent: false, signal: controller.signal }, () => controller.abort()).on(
          "error",
          () => undefined,
        );
      },
    ],
    [
      "an error that the app names",
      true,
      () => {
        get(upstream.url(), { agent: false }, (r) => r.on("error", () => undefined).destroy(new Error("too much"))).on(
          "error",
          () => undefined,
        );
      },
    ],
    ["a timeout", true, async () => (await fetch(upstream.url(), { signal: AbortSignal.timeout(100) })).text()],
  ] as const) {
    it(`keeps its status when it is given up in the middle of the body, by ${name}`, async () => {
      upstream.script = (socket) => void socket.write(partly);
      const { calls } = await handled(traced, work, { laterMs: 100 });
      assert.equal(calls.length, 1);
      assert.equal(at(calls[0], "http", "response", "status"), 200);
      assert.equal(calls[0]?.fault === true, isFault);
    });
  }

  it("changes nothing of the events that the app sees", async () => {
    const scripts = [
      SWITCHED,
      answer(200, "ok"),
      answer(200, "b".repeat(100)).slice(0, -50),
      "nonsense",
      "HTTP/1.1 204 S\r\n\r\n",
    ];
    for (const script of scripts) {
      for (const listens of ["response", "upgrade", "none"]) {
        const events = async (): Promise<string[]> => {
          const seen: string[] = [];
          const outgoing = ask({ headers: script === SWITCHED ? UPGRADE : {} });
          for (const event of ["error", "abort", "timeout"]) outgoing.on(event, () => seen.push(event));
          if (listens !== "none") {
            outgoing.on(listens, (response: { resume: () => void }) => {
              seen.push(listens);
              response.resume();
            });
          }
          if (listens === "upgrade") outgoing.on("upgrade", (_response, socket) => socket.destroy());
          await new Promise((resolve) => outgoing.on("close", resolve));
          return seen;
        };
        upstream.script = (socket) => void socket.end(script);
        const without = await events();
        let traces: string[] = [];
        await handled(traced, async () => (traces = await events()));
        assert.deepEqual(traces, without, `${JSON.stringify(script.slice(0, 30))}, ${listens}`);
      }
    }
  });
});
