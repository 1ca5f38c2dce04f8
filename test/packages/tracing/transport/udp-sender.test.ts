import assert from "node:assert/strict";
import { once } from "node:events";
import { createSocket } from "node:dgram";
import { UdpSender } from "../../../../packages/tracing/src/transport/udp-sender.ts";
import { FakeAgent, freePort } from "../support/fake-agent.ts";

const HOST = "127.0.0.1";

/** Documents that can be told apart. */
function numbered(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, i) => JSON.stringify({ n: from + i }));
}

describe("UDP sender", () => {
  const senders: UdpSender[] = [];
  const agents: FakeAgent[] = [];

  function senderTo(port: number, options?: ConstructorParameters<typeof UdpSender>[1], host = HOST): UdpSender {
    const sender = new UdpSender({ host, port }, options);
    senders.push(sender);
    return sender;
  }

  async function startAgent(port?: number): Promise<FakeAgent> {
    const agent = await FakeAgent.start(port);
    agents.push(agent);
    return agent;
  }

  afterEach(() => {
    for (const sender of senders.splice(0)) sender.close();
    for (const agent of agents.splice(0)) agent.close();
  });

  it("sends each document in a datagram of its own, behind the header line", async () => {
    const agent = await startAgent();
    const sender = senderTo(agent.port);
    for (const document of numbered(3)) sender.send(document);
    await agent.documentsUntil(3);
    assert.deepEqual(
      agent.datagrams,
      numbered(3).map((document) => `{"format":"json","version":1}\n${document}`),
    );
  });

  it("loses none of a burst, and keeps their order", async () => {
    const agent = await startAgent();
    const sender = senderTo(agent.port);
    for (const document of numbered(3_000)) sender.send(document);
    await agent.documentsUntil(3_000);
    assert.deepEqual(
      agent.documents,
      numbered(3_000).map((document) => JSON.parse(document) as unknown),
    );
    assert.equal(sender.counts.dropped, 0);
  });

  it("sends no more than 64 at once", async () => {
    const agent = await startAgent();
    const sender = senderTo(agent.port);
    sender.send("{}");
    await agent.documentsUntil(1);
    for (const document of numbered(1_000)) sender.send(document);
    let before = sender.counts.sent;
    let most = 0;
    while (sender.counts.sent < 1_001) {
      await new Promise((resolve) => setImmediate(resolve));
      most = Math.max(most, sender.counts.sent - before);
      before = sender.counts.sent;
    }
    assert.equal(most, 64);
  });

  it("changes its socket, so that a flow does not stay with an agent that is being replaced", async () => {
    const agent = await startAgent();
    const sender = senderTo(agent.port, { renewAfterMs: 20 });
    await agent.until("a second port", () => {
      sender.send("{}");
      return new Set(agent.sourcePorts).size >= 3;
    });
    assert.equal(sender.counts.dropped, 0);
  });

  it("asks for the address again with each new socket", async () => {
    const [first, second] = [await startAgent(), await startAgent()];
    second.closeUdp();
    const other = createSocket("udp4").bind(first.port, "127.0.0.2");
    await once(other, "listening");
    let address = HOST;
    const sender = senderTo(
      first.port,
      { renewAfterMs: 20, resolve: () => Promise.resolve([{ address, family: 4 }]) },
      "agent.test",
    );
    sender.send("{}");
    await first.documentsUntil(1);
    address = "127.0.0.2";
    const moved = once(other, "message");
    const timer = setInterval(() => sender.send("{}"), 5);
    await moved;
    clearInterval(timer);
    other.close();
  });

  it("keeps documents while nobody listens, and sends them in order when somebody does", async () => {
    const port = await freePort();
    const sender = senderTo(port);
    for (const document of numbered(200)) sender.send(document);
    const agent = new FakeAgent();
    agents.push(agent);
    while (sender.counts.refusals === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await agent.listen(port);
    await agent.until("all 200", () => new Set(agent.documents.map(({ n }) => n)).size === 200);
    assert.equal(sender.counts.dropped, 0);
  });

  it("sends what has waited no faster than the agent can pass it on, new documents behind it, and loses none", async () => {
    const port = await freePort();
    const sender = senderTo(port);
    for (const document of numbered(1_000)) sender.send(document);
    while (sender.counts.refusals === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const agent = new FakeAgent();
    agents.push(agent);
    await agent.listen(port);
    await agent.until("the first batch", () => new Set(agent.documents.map(({ n }) => n)).size > 64);
    const [from, seen] = [performance.now(), agent.documents.length];
    for (const document of numbered(1_000, 1_000)) sender.send(document);
    await agent.until("all 2,000", () => new Set(agent.documents.map(({ n }) => n)).size === 2_000);
    // A slow machine only takes longer.
    const perSecond = (agent.documents.length - seen) / ((performance.now() - from) / 1_000);
    assert.ok(perSecond <= 2_600, String(perSecond));
    assert.ok(agent.documents.findIndex(({ n }) => n === 1_000) > agent.documents.findIndex(({ n }) => n === 999));
    assert.equal(sender.counts.dropped, 0);
  });

  it("sends again what was on the way when the agent went away", async () => {
    const agent = await startAgent();
    const sender = senderTo(agent.port);
    sender.send('{"n":-1}');
    await agent.documentsUntil(1);
    agent.closeUdp();
    for (const document of numbered(50)) sender.send(document);
    while (sender.counts.refusals === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await agent.listenUdp();
    await agent.until("all 50", () => new Set(agent.documents.map(({ n }) => n)).size === 51);
  });

  it("outlives a name that does not resolve, and sends when it does", async () => {
    const agent = await startAgent();
    let known = false;
    const resolve = (): Promise<{ address: string; family: number }[]> =>
      known ? Promise.resolve([{ address: HOST, family: 4 }]) : Promise.reject(new Error("getaddrinfo ENOTFOUND"));
    const sender = senderTo(agent.port, { resolve }, "agent.invalid");
    for (const document of numbered(10)) sender.send(document);
    assert.equal(await sender.flush(100), false);
    known = true;
    await agent.documentsUntil(10);
    assert.equal(sender.counts.dropped, 0);
  });

  it("tries the next address when one refuses", async () => {
    const agent = await startAgent();
    const resolve = () =>
      Promise.resolve([
        { address: "127.0.0.3", family: 4 },
        { address: HOST, family: 4 },
      ]);
    const sender = senderTo(agent.port, { resolve }, "agent.test");
    for (const document of numbered(5)) sender.send(document);
    await agent.until("all 5", () => new Set(agent.documents.map(({ n }) => n)).size === 5);
  });

  it("drops the oldest when too much waits, counts them, and keeps no more than its limit", async () => {
    const sender = senderTo(await freePort(), { maxQueued: 1_000 });
    for (let n = 0; n < 500; n += 1) sender.send(JSON.stringify({ n, text: "x".repeat(80) }));
    assert.ok(sender.counts.dropped >= 480, String(sender.counts.dropped));
    assert.ok(sender.queued <= 12, String(sender.queued));
  });

  it("speaks IPv6", async function () {
    const udp = createSocket("udp6");
    const bound = once(udp, "listening");
    udp.on("error", () => udp.emit("listening"));
    udp.bind(0, "::1");
    await bound;
    let port = 0;
    try {
      ({ port } = udp.address());
    } catch {
      this.skip();
    }
    const received = once(udp, "message");
    senderTo(port, {}, "::1").send('{"six":true}');
    const [message] = (await received) as [Buffer];
    assert.match(message.toString(), /\{"six":true\}$/);
    udp.close();
  });

  it("sends at the end of the process what waits, without giving way to anything else", async () => {
    const agent = await startAgent();
    const sender = senderTo(agent.port);
    sender.send("{}");
    await agent.documentsUntil(1);
    for (const document of numbered(100)) sender.send(document);
    const before = sender.counts.sent;
    sender.sendNow();
    assert.equal(sender.counts.sent - before, 100);
    await agent.documentsUntil(101);
  });

  it("takes nothing more after it was closed, and says so in its counts", async () => {
    const agent = await startAgent();
    const sender = senderTo(agent.port);
    sender.close();
    sender.send("{}");
    assert.deepEqual(sender.counts, { sent: 0, dropped: 1, refusals: 0 });
  });
});
