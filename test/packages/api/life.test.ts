import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, request, type ClientRequest } from "node:http";
import { buildPackage } from "../tracing/support/built.ts";
import { FakeAgent } from "../tracing/support/fake-agent.ts";
import { startApi } from "./support.ts";

/** Requests whose answers come before SIGTERM, and those that are still being taken in when it comes. */
const ANSWERED = 300;
const RUNNING = 20;

describe("the API's end", () => {
  let agent: FakeAgent;
  let api: ChildProcess;
  let port: number;
  let keepAlive: Agent;
  let nextId = 0;

  before(buildPackage);
  beforeEach(async () => {
    agent = await FakeAgent.start();
    keepAlive = new Agent({ keepAlive: true });
    ({ child: api, port } = await startApi({ AWS_XRAY_DAEMON_ADDRESS: agent.address }));
  });
  afterEach(() => {
    api.kill("SIGKILL");
    keepAlive.destroy();
    agent.close();
  });

  interface Posted {
    readonly traceId: string;
    /** Resolves when the API has the head of the request and asks for its body. */
    readonly taken: Promise<unknown>;
    readonly outgoing: ClientRequest;
    readonly status: Promise<number>;
  }

  /** A sampled request that the API can't answer before its body has come. */
  function post(): Posted {
    const traceId = `1-5759e988-${String(nextId++).padStart(24, "0")}`;
    const outgoing = request({
      host: "127.0.0.1",
      port,
      method: "POST",
      path: "/api/stripe/webhook",
      agent: keepAlive,
      headers: {
        "x-amzn-trace-id": `Root=${traceId};Parent=53995c3f42cd8ad8;Sampled=1`,
        "content-type": "application/json",
        "transfer-encoding": "chunked",
        expect: "100-continue",
      },
    });
    const status = new Promise<number>((resolve, reject) => {
      outgoing.on("error", reject);
      outgoing.on("response", (response) => {
        response.resume().on("end", () => resolve(response.statusCode ?? 0));
      });
    });
    const taken = once(outgoing, "continue");
    outgoing.write('{"type":');
    return { traceId, taken, outgoing, status };
  }

  function finish({ outgoing, status }: Posted): Promise<number> {
    outgoing.end('"charge.succeeded"}');
    return status;
  }

  it("answers what it has taken, takes nothing more, exits with 0, and loses none of the segments", async () => {
    const early: Posted[] = [];
    for (let i = 0; i < ANSWERED; i += 1) {
      const posted = post();
      early.push(posted);
      assert.equal(await finish(posted), 200);
    }
    const running = Array.from({ length: RUNNING }, post);
    await Promise.all(running.map(({ taken }) => taken));
    const expected = nextId;

    const ended = once(api, "close");
    api.kill("SIGTERM");
    await refused(port);
    assert.deepEqual(
      new Set(await Promise.all(running.map(finish))),
      new Set([200]),
      "each request that was taken is answered",
    );
    assert.deepEqual(await ended, [0, null]);

    // Those that asked whether the port is closed are no part of the count.
    const ids = (): unknown[] =>
      agent.documents.map(({ trace_id }) => trace_id).filter((id) => String(id).startsWith("1-5759e988-"));
    await agent.until(`${expected} segments`, () => new Set(ids()).size === expected);
    for (const { traceId } of [...early, ...running]) assert.ok(ids().includes(traceId), traceId);
    assert.equal(ids().length, expected, "each once");
  });
});

/** Resolves when nobody takes connections on the port any more. */
async function refused(port: number): Promise<void> {
  for (;;) {
    const outgoing = request({ host: "127.0.0.1", port, agent: false });
    const error = await new Promise<unknown>((resolve) => {
      outgoing.on("error", resolve).on("response", (response) => response.resume().on("end", () => resolve(undefined)));
      outgoing.end();
    });
    if (error instanceof Error && "code" in error && error.code === "ECONNREFUSED") return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
