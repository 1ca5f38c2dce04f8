import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { postJson } from "../../../../packages/tracing/src/transport/http-client.ts";
import { FakeAgent, freePort } from "../support/fake-agent.ts";

describe("the HTTP client", () => {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  });

  /** A server that says this to whoever has sent something; the connection stays open if `stay` is true. */
  async function serve(answer: string, stay = true, host = "127.0.0.1"): Promise<{ port: number; received: string[] }> {
    const received: string[] = [];
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("data", (data) => {
        received.push(String(data));
        socket.write(answer);
        if (!stay) socket.end();
      });
    }).listen(0, host);
    servers.push(server);
    await once(server, "listening");
    return { port: (server.address() as AddressInfo).port, received };
  }

  it("says what HTTP asks for, and resolves to the answer although the connection stays open", async () => {
    const { port, received } = await serve("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
    assert.deepEqual(await postJson({ host: "127.0.0.1", port }, "/GetSamplingRules", { name: "Zoë" }), {
      status: 200,
      body: "{}",
    });
    assert.equal(
      received.join(""),
      [
        "POST /GetSamplingRules HTTP/1.1",
        `host: 127.0.0.1:${port}`,
        "connection: close",
        "content-type: application/json",
        "content-length: 15",
        "",
        '{"name":"Zoë"}',
      ].join("\r\n"),
    );
  });

  it("is understood by Node's own server, and understands it", async () => {
    const agent = await FakeAgent.start();
    const { status, body } = await postJson({ host: "localhost", port: agent.port }, "/GetSamplingRules", {});
    agent.close();
    assert.equal(status, 200);
    assert.ok(JSON.parse(body));
    assert.deepEqual(
      agent.calls.map(({ path }) => path),
      ["/GetSamplingRules"],
    );
  });

  it("writes an IPv6 address as URLs do", async function () {
    const made = await serve("HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n", true, "::1").catch(
      () => undefined,
    );
    if (!made) this.skip();
    const { port, received } = made;
    assert.deepEqual(await postJson({ host: "::1", port }, "/x", {}), { status: 204, body: "" });
    assert.match(received.join(""), new RegExp(`\\r\\nhost: \\[::1\\]:${port}\\r\\n`));
  });

  it("fails in words where nobody listens, and where the answer ends too early or is none", async () => {
    await assert.rejects(postJson({ host: "127.0.0.1", port: await freePort() }, "/x", {}), /ECONNREFUSED/);
    const short = await serve("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}", false);
    await assert.rejects(postJson({ host: "127.0.0.1", port: short.port }, "/x", {}), /the answer was cut off/);
    const other = await serve("220 mail.example.com ESMTP\r\n\r\n");
    await assert.rejects(postJson({ host: "127.0.0.1", port: other.port }, "/x", {}), /the answer is not HTTP/);
  });

  it("gives up after its time, and closes the connection", async () => {
    const { port } = await serve("HTTP/1.1 200 OK\r\n");
    const before = performance.now();
    await assert.rejects(postJson({ host: "127.0.0.1", port }, "/x", {}, 50), /no answer in time/);
    assert.ok(performance.now() - before >= 45);
    const [socket] = sockets;
    assert.ok(socket);
    if (!socket.closed) await once(socket, "close");
  });

  it("takes no more than 4 MiB", async () => {
    const { port } = await serve(`HTTP/1.1 200 OK\r\n\r\n${"x".repeat(5 * 1024 * 1024)}`);
    const answer = postJson({ host: "127.0.0.1", port }, "/x", {}, 15_000);
    await assert.rejects(answer, /the answer is too large/);
  });

  it("does not use Node's HTTP client, which would slow the app's server down", async () => {
    const { port } = await serve("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
    const seen: unknown[] = [];
    const onMessage = (message: unknown): void => void seen.push(message);
    for (const name of ["http.client.request.created", "undici:request:create"]) subscribe(name, onMessage);
    await postJson({ host: "127.0.0.1", port }, "/x", {});
    for (const name of ["http.client.request.created", "undici:request:create"]) unsubscribe(name, onMessage);
    assert.deepEqual(seen, []);
  });
});
