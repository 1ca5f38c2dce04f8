import { z } from "zod";

/** What the API's container sees of its task. */
export const insideTask = z.object({
  /** `open`, or the error of a connection to the agent's TCP port on loopback. */
  loopback: z.string(),
  /** The same on the task's own address, which others can reach. */
  address: z.string(),
  /** Number of sampling rules that the agent answers, which it asked X-Ray for. */
  rules: z.number(),
  /** The session that the address of the ECS agent gives the task. */
  session: z.object({
    roleArn: z.string(),
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
    sessionToken: z.string(),
  }),
});

export type TaskView = z.infer<typeof insideTask>;

/** A program for Node in the API's container: prints a TaskView. */
export const inTask = `
const { connect } = require("node:net");
const { networkInterfaces } = require("node:os");
const own = Object.values(networkInterfaces()).flat().find(({ family, internal }) => family === "IPv4" && !internal);
const attempt = (host) => new Promise((done) => {
  const socket = connect({ host, port: 2000, timeout: 3000 }, () => (socket.destroy(), done("open")));
  socket.once("error", ({ code }) => done(code)).once("timeout", () => (socket.destroy(), done("ETIMEDOUT")));
});
const json = async (url, init) => (await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) })).json();
(async () => {
  const given = await json("http://169.254.170.2" + process.env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI);
  const { SamplingRuleRecords } = await json("http://127.0.0.1:2000/GetSamplingRules", { method: "POST", body: "{}" });
  console.log(JSON.stringify({
    loopback: await attempt("127.0.0.1"),
    address: await attempt(own.address),
    rules: SamplingRuleRecords.length,
    session: {
      roleArn: given.RoleArn,
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.Token,
    },
  }));
})();
`;
