import type { Endpoint } from "../transport/agent-address.ts";
import { postJson } from "../transport/http-client.ts";

/**
 * Calls to the X-Ray API through the agent's TCP port; the agent signs and forwards them.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sampling.html
 */
export interface SamplingApi {
  /**
   * @param onDate receives the time of the answer by X-Ray's clock, in seconds since the epoch, if it has one
   * @throws SamplingApiError for another status than 200; Error if there is no answer, or one that is not JSON
   */
  post(
    path: "/GetSamplingRules" | "/SamplingTargets",
    body: object,
    onDate?: (seconds: number) => void,
  ): Promise<unknown>;
}

/** An answer with another status than 200. */
export class SamplingApiError extends Error {
  readonly status: number;

  constructor(status: number, body: string) {
    super(`HTTP ${status} ${body.slice(0, 200)}`);
    this.status = status;
  }
}

export function agentApi(endpoint: Endpoint): SamplingApi {
  return {
    post: async (path, body, onDate) => {
      const answer = await postJson(endpoint, path, body);
      if (answer.status !== 200) throw new SamplingApiError(answer.status, answer.body);
      if (answer.date !== undefined) onDate?.(answer.date);
      try {
        return JSON.parse(answer.body) as unknown;
      } catch {
        throw new Error("the answer is not JSON");
      }
    },
  };
}
