import { request } from "node:http";
import type { Endpoint } from "../transport/agent-address.ts";

/**
 * Calls to the X-Ray API through the agent's TCP port, which signs them and passes them on.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sampling.html
 */
export interface SamplingApi {
  post(path: "/GetSamplingRules" | "/SamplingTargets", body: object): Promise<unknown>;
}

const TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

export function agentApi({ host, port }: Endpoint): SamplingApi {
  return {
    post: (path, body) =>
      new Promise((done, failed) => {
        const text = JSON.stringify(body);
        const outgoing = request({
          host,
          port,
          path,
          method: "POST",
          headers: { "content-type": "application/json", "content-length": Buffer.byteLength(text) },
          // A connection of its own for each call: a kept one would stay with an agent that is being replaced.
          agent: false,
          timeout: TIMEOUT_MS,
        });
        const deadline = setTimeout(() => outgoing.destroy(new Error("no answer in time")), TIMEOUT_MS).unref();
        const fail = (error: Error): void => {
          clearTimeout(deadline);
          failed(error);
        };
        outgoing.on("socket", (socket) => socket.unref());
        outgoing.on("timeout", () => outgoing.destroy(new Error("no answer in time")));
        outgoing.on("error", fail);
        outgoing.on("response", (response) => {
          const chunks: Buffer[] = [];
          let size = 0;
          response.on("data", (chunk: Buffer) => {
            size += chunk.length;
            if (size > MAX_ANSWER_BYTES) outgoing.destroy(new Error("the answer is too large"));
            else chunks.push(chunk);
          });
          response.on("error", fail);
          response.on("end", () => {
            clearTimeout(deadline);
            const answer = Buffer.concat(chunks).toString();
            if (response.statusCode !== 200) {
              failed(new Error(`HTTP ${response.statusCode ?? 0} ${answer.slice(0, 200)}`));
              return;
            }
            try {
              done(JSON.parse(answer));
            } catch {
              failed(new Error("the answer is not JSON"));
            }
          });
        });
        outgoing.end(text);
      }),
  };
}
