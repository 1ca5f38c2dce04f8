import type { Endpoint } from "../transport/agent-address.ts";
import { postJson } from "../transport/http-client.ts";

/**
 * Calls to the X-Ray API through the agent's TCP port; the agent signs and forwards them.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sampling.html
 */
export interface SamplingApi {
  post(path: "/GetSamplingRules" | "/SamplingTargets", body: object): Promise<unknown>;
}

export function agentApi(endpoint: Endpoint): SamplingApi {
  return {
    post: async (path, body) => {
      const answer = await postJson(endpoint, path, body);
      if (answer.status !== 200) throw new Error(`HTTP ${answer.status} ${answer.body.slice(0, 200)}`);
      try {
        return JSON.parse(answer.body) as unknown;
      } catch {
        throw new Error("the answer is not JSON");
      }
    },
  };
}
