import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { loseAgent } from "../../../local/proof/agent-loss.ts";
import type { SentRequest } from "../../../local/proof/traffic.ts";

const soon = { timeoutMs: 5_000, pollMs: 1 };

describe("local/proof/agent-loss", () => {
  let server: Server;
  let apiUrl: string;
  before(async () => {
    server = createServer((_request, response) => response.end("ok")).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    apiUrl = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  });
  after(() => {
    server.close().closeAllConnections();
  });

  const target = () => ({ cluster: "c", service: "s", agent: "xray-daemon", apiUrl, tracedName: "pmp-api" });
  const task = (id: string, status = "RUNNING") => ({
    id,
    taskDefinitionArn: "d",
    containers: [{ name: "api", status }],
  });

  function cluster() {
    const calls: string[] = [];
    let states = [[task("old")]];
    return {
      calls,
      ecs: {
        tasks: () => Promise.resolve((states.length > 1 ? states.shift() : states[0]) ?? []),
        kill: (id: string, name: string) => Promise.resolve(void calls.push(`kill ${name} of ${id}`)),
        runs: () => Promise.resolve(false),
        stopTask: (_cluster: string, id: string) => {
          calls.push(`stop ${id}`);
          states = [[task("old")], [task("old"), task("new", "PENDING")], [task("new")]];
          return Promise.resolve({ $metadata: {} });
        },
      },
    };
  }

  it("kills the agent while requests are sent, has the task replaced, and counts the traces of the new one", async () => {
    const { calls, ecs } = cluster();
    let sent = 0;
    const send = (kinds: readonly { count: number }[]): Promise<SentRequest[]> => {
      calls.push("send");
      const count = kinds[0]?.count ?? 0;
      return Promise.resolve(
        Array.from({ length: count }, () => ({ method: "GET", path: "/", traceId: `t${(sent += 1)}`, status: 200 })),
      );
    };
    const traces = () =>
      Promise.resolve(
        Array.from({ length: sent }, (_, index) => ({
          id: `t${index + 1}`,
          fault: false,
          error: false,
          throttle: false,
          url: "",
          status: 200,
        })),
      );
    const loss = await loseAgent(ecs, { traces }, target(), soon, send);
    assert.deepEqual(loss, { answered: 250, sentAfter: 20, recordedAfter: 20 });
    assert.deepEqual(calls, ["send", "kill xray-daemon of old", "send", "stop old", "send"]);
  });

  it("fails where a request fails", async () => {
    const { ecs } = cluster();
    const send = () => Promise.reject(new Error("GET / got no answer"));
    const traces = () => Promise.resolve([]);
    await assert.rejects(loseAgent(ecs, { traces }, target(), soon, send), /got no answer/);
  });
});
