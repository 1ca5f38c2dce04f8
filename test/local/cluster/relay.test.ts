import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { relay, type Endpoint } from "../../../local/cluster/relay.ts";
import { temporaryFolder } from "../../packages/tools/support.ts";

const loopback = { host: "127.0.0.1", port: 0 };
const servers: Server[] = [];
const sockets = new Set<Socket>();

function track(server: Server): Server {
  servers.push(server);
  server.on("connection", (socket) => sockets.add(socket));
  return server;
}

function portOf(server: Server): { host: string; port: number } {
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
}

/** A server that answers on a port of its own. */
async function upstream(onClient: (socket: Socket) => void): Promise<{ host: string; port: number }> {
  const server = track(createServer({ allowHalfOpen: true }, onClient));
  server.listen(loopback);
  await once(server, "listening");
  return portOf(server);
}

async function relayTo(to: () => Endpoint | Promise<Endpoint>, from: Endpoint = loopback): Promise<Server> {
  return track(await relay(from, to));
}

function client(to: Endpoint): Socket {
  const socket = connect({ ...to, allowHalfOpen: true });
  sockets.add(socket);
  return socket;
}

/** Sends `text`, ends its half, and reads whatever comes back until the other half ends. */
async function ask(to: Endpoint, text: string): Promise<string> {
  const socket = client(to);
  socket.end(text);
  return (await buffer(socket)).toString();
}

/** Resolves when the other side has ended the connection, in order or by a reset. */
async function ended(socket: Socket): Promise<void> {
  socket.on("error", () => undefined);
  socket.resume();
  if (socket.readableEnded || socket.closed) return;
  await new Promise<void>((resolve) => {
    socket.once("end", () => resolve()).once("close", () => resolve());
  });
}

/** Answers with the whole request in capitals, once the request has ended. */
function shout(socket: Socket): void {
  void buffer(socket).then((request) => socket.end(request.toString().toUpperCase()));
}

describe("local/cluster/relay", () => {
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers.splice(0)) server.close();
    sockets.clear();
  });

  it("carries bytes both ways, and the answer to a client that has ended its own half", async () => {
    const target = await upstream(shout);
    const server = await relayTo(() => target);
    assert.equal(await ask(portOf(server), "hello"), "HELLO");
  });

  it("crosses Unix sockets on either side, over one that a killed run left", async () => {
    const dir = await temporaryFolder();
    const path = join(dir, "api.sock");
    writeFileSync(path, "left over");
    const target = await upstream(shout);
    await relayTo(() => target, { path });
    const server = await relayTo(() => ({ path }));
    assert.equal(await ask(portOf(server), "through both"), "THROUGH BOTH");
    assert.ok(existsSync(path));
  });

  it("keeps clients apart", async () => {
    const target = await upstream(shout);
    const server = await relayTo(() => target);
    const texts = Array.from({ length: 20 }, (_, index) => `client ${index}`);
    const answers = await Promise.all(texts.map((text) => ask(portOf(server), text)));
    assert.deepEqual(
      answers,
      texts.map((text) => text.toUpperCase()),
    );
  });

  it("delivers to a client that reads late all that the upstream sent before it closed", async () => {
    // Around what the buffers between the two hold: for some of the sizes the relay holds the rest when the upstream ends.
    const sizes = Array.from({ length: 100 }, (_, index) => 100_000 + index * 4_000);
    const target = await upstream((socket) => socket.once("data", (size) => socket.end(randomBytes(Number(size)))));
    const path = join(await temporaryFolder(), "api.sock");
    await relayTo(() => target, { path });
    const clients = sizes.map(() => client({ path }).pause());
    clients.forEach((socket, index) => socket.end(String(sizes[index])));
    await sleep(100);
    const received = await Promise.all(clients.map(async (socket) => (await buffer(socket)).length));
    assert.deepEqual(received, sizes);
  });

  it("asks for the target anew for each client", async () => {
    const targets = [await upstream((socket) => socket.end("one")), await upstream((socket) => socket.end("two"))];
    const server = await relayTo(() => targets.shift() ?? assert.fail("asked too often"));
    assert.equal(await ask(portOf(server), ""), "one");
    assert.equal(await ask(portOf(server), ""), "two");
  });

  it("closes the connection when the target is away, and serves the next client once it is there", async () => {
    const dir = await temporaryFolder();
    const gone = track(createServer());
    gone.listen(loopback);
    await once(gone, "listening");
    const nobody = portOf(gone);
    gone.close();
    await once(gone, "close");
    const target = await upstream(shout);
    const answers: (() => Endpoint | Promise<Endpoint>)[] = [
      () => nobody,
      () => ({ path: join(dir, "missing.sock") }),
      () => {
        throw new Error("no such name");
      },
      () => Promise.reject(new Error("the name server is silent")),
    ];
    const server = await relayTo(() => (answers.shift() ?? (() => target))());
    for (let attempt = 0; attempt < 4; attempt += 1) await ended(client(portOf(server)));
    assert.equal(await ask(portOf(server), "now"), "NOW");
  });

  it("ends the upstream's connection when the client aborts", async () => {
    const met = Promise.withResolvers<Socket>();
    const target = await upstream((socket) => met.resolve(socket));
    const server = await relayTo(() => target);
    const socket = client(portOf(server));
    socket.write("a request that is never finished");
    const atUpstream = await met.promise;
    await once(atUpstream, "data");
    socket.resetAndDestroy();
    await ended(atUpstream);
  });

  it("ends the client's connection when the upstream aborts", async () => {
    const target = await upstream((socket) => socket.once("data", () => socket.resetAndDestroy()));
    const server = await relayTo(() => target);
    const socket = client(portOf(server));
    socket.write("hello");
    await ended(socket);
  });

  it("opens no connection for a client that left while the target was looked up", async () => {
    let connections = 0;
    const target = await upstream((socket) => {
      connections += 1;
      shout(socket);
    });
    const asked = Promise.withResolvers<undefined>();
    const found = Promise.withResolvers<Endpoint>();
    let first = true;
    const server = await relayTo(() => {
      if (!first) return target;
      first = false;
      asked.resolve(undefined);
      return found.promise;
    });
    const inside = once(server, "connection");
    const socket = client(portOf(server));
    await asked.promise;
    const [atRelay] = (await inside) as [Socket];
    socket.resetAndDestroy();
    await ended(atRelay);
    found.resolve(target);
    assert.equal(await ask(portOf(server), "next"), "NEXT");
    assert.equal(connections, 1);
  });

  it("rejects where it can't listen", async () => {
    const server = await relayTo(() => loopback);
    await assert.rejects(
      relay(portOf(server), () => loopback),
      { code: "EADDRINUSE" },
    );
  });
});
