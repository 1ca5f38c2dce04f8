import assert from "node:assert/strict";
import { Script } from "node:vm";
import { insideTask, inTask } from "../../../local/proof/in-task.ts";

/** What the program prints in a container whose surroundings are these. */
async function printed(open: readonly string[], answers: Readonly<Record<string, object>>): Promise<unknown> {
  const asked: string[] = [];
  const net = {
    connect: ({ host, port }: { host: string; port: number }, connected: () => void) => {
      asked.push(`${host}:${String(port)}`);
      const socket = {
        destroy: () => undefined,
        once: (event: string, listener: (error: object) => void) => {
          if (event === "error" && !open.includes(host)) setImmediate(listener, { code: "ECONNREFUSED" });
          return socket;
        },
      };
      if (open.includes(host)) setImmediate(connected);
      return socket;
    },
  };
  const own = { family: "IPv4", internal: false, address: "10.244.0.9" };
  const os = { networkInterfaces: () => ({ lo: [{ ...own, internal: true, address: "127.0.0.1" }], eth0: [own] }) };
  const text = await new Promise<string>((resolve, reject) => {
    new Script(inTask).runInNewContext({
      require: (name: string) => (name === "node:net" ? net : os),
      process: { env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/v2/credentials/t1" } },
      AbortSignal,
      console: { log: resolve },
      fetch: (url: string) => {
        const answer = answers[url];
        if (answer === undefined) reject(new Error(`asked ${url}`));
        return Promise.resolve({ json: () => Promise.resolve(answer) });
      },
    });
  });
  assert.deepEqual(asked, ["127.0.0.1:2000", "10.244.0.9:2000"]);
  return JSON.parse(text);
}

const ANSWERS = {
  "http://169.254.170.2/v2/credentials/t1": { RoleArn: "arn:role", AccessKeyId: "k", SecretAccessKey: "s", Token: "t" },
  "http://127.0.0.1:2000/GetSamplingRules": { SamplingRuleRecords: [{}, {}] },
};

describe("local/proof/in-task", () => {
  it("prints what a task sees: the agent on loopback only, its rules, and the session of its role", async () => {
    const view = await printed(["127.0.0.1"], ANSWERS);
    const session = { roleArn: "arn:role", accessKeyId: "k", secretAccessKey: "s", sessionToken: "t" };
    assert.deepEqual(view, { loopback: "open", address: "ECONNREFUSED", rules: 2, session });
    assert.deepEqual(insideTask.parse(view), view);
  });

  it("sees an agent that others reach, and one that is not there", async () => {
    assert.equal(insideTask.parse(await printed(["127.0.0.1", "10.244.0.9"], ANSWERS)).address, "open");
    assert.equal(insideTask.parse(await printed([], ANSWERS)).loopback, "ECONNREFUSED");
  });
});
