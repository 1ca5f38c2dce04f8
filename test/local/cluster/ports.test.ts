import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { defaultPorts, portProblems } from "../../../local/cluster/ports.ts";

describe("local/cluster/ports", () => {
  const servers: Server[] = [];

  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  /** A port that something listens on, at the given address. */
  async function taken(host: string, port = 0): Promise<number> {
    const server = createServer().listen(port, host);
    servers.push(server);
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }

  /** A port that was free a moment ago. */
  async function free(): Promise<number> {
    const port = await taken("127.0.0.1");
    const server = servers.pop()!;
    server.close();
    await once(server, "close");
    return port;
  }

  it("has nothing to say of free ports, and leaves them free", async () => {
    const ports = { api: await free(), emulator: await free(), kubernetes: await free() };
    assert.deepEqual(await portProblems(ports), []);
    assert.deepEqual(await portProblems(ports), []);
    assert.equal(await taken("127.0.0.1", ports.api), ports.api);
  });

  it("names every port that is in use, and the option that chooses another", async () => {
    const ports = { api: await taken("127.0.0.1"), emulator: await free(), kubernetes: await taken("127.0.0.1") };
    assert.deepEqual(await portProblems(ports), [
      {
        what: `127.0.0.1:${ports.api} is in use by something else`,
        fix: `give another port: npm start -- --api-port ${ports.api + 1}`,
      },
      {
        what: `127.0.0.1:${ports.kubernetes} is in use by something else`,
        fix: `give another port: npm start -- --kubernetes-port ${ports.kubernetes + 1}`,
      },
    ]);
  });

  it("sees a port that something holds on every address", async () => {
    const port = await taken("0.0.0.0");
    assert.equal((await portProblems({ emulator: port })).length, 1);
  });

  it("does not look at ports that are not needed", async () => {
    await taken("127.0.0.1");
    assert.deepEqual(await portProblems({}), []);
  });

  it("never offers a port that there is not", async () => {
    const highest = 65535;
    // Somebody else may hold it, which serves as well.
    await taken("127.0.0.1", highest).catch(() => undefined);
    const [problem] = await portProblems({ api: highest });
    assert.equal(problem?.fix, "give another port: npm start -- --api-port 65534");
  });

  it("tells a port that only root may use from one that is in use", async function () {
    // Containers are often started with every port open to everybody.
    if (Number(readFileSync("/proc/sys/net/ipv4/ip_unprivileged_port_start", "utf8")) <= 81) this.skip();
    const user = process.geteuid?.();
    if (user === 0) process.seteuid?.(65534);
    try {
      const [problem] = await portProblems({ api: 81 });
      assert.match(problem!.what, /^127\.0\.0\.1:81 can't be used \(.*EACCES.*\)$/);
      assert.equal(problem!.fix, "give another port: npm start -- --api-port 3001");
    } finally {
      if (user === 0) process.seteuid?.(0);
    }
  });

  it("has three default ports that differ", () => {
    assert.equal(new Set(Object.values(defaultPorts)).size, 3);
  });
});
