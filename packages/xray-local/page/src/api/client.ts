import type { Explanation } from "@pmp/planning";
import type { SamplingRequest } from "@pmp/sampling";
import type { Counters, SamplingView, ServiceMap, TraceDetail, TraceList } from "../../../src/page-api.ts";

/** An error response; the message is the server's. */
class RequestError extends Error {
  override readonly name = "RequestError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface TraceQuery {
  readonly filter: string;
  /** Maximum number of traces. Default: all. */
  readonly limit?: number;
  /** Seconds since the epoch; only traces that started then or later. */
  readonly since?: number;
}

export const fetchTraces = (query: TraceQuery, signal?: AbortSignal): Promise<TraceList> =>
  ask<TraceList>(`local/traces?${queryOf(query)}`, signal);

/** Undefined if the server does not have the trace. */
export async function fetchTrace(id: string, signal?: AbortSignal): Promise<TraceDetail | undefined> {
  try {
    return await ask<TraceDetail>(`local/traces/${encodeURIComponent(id)}`, signal);
  } catch (error) {
    if (error instanceof RequestError && error.status === 404) return undefined;
    throw error;
  }
}

export const fetchMap = (query: TraceQuery, signal?: AbortSignal): Promise<ServiceMap> =>
  ask(`local/map?${queryOf(query)}`, signal);

export const fetchSampling = (signal?: AbortSignal): Promise<SamplingView> => ask("local/sampling", signal);

export const fetchCounters = (signal?: AbortSignal): Promise<Counters> => ask("local/counters", signal);

export const explainRequest = (request: SamplingRequest): Promise<Explanation> =>
  ask("local/sampling/explain", undefined, request);

function queryOf({ filter, limit, since }: TraceQuery): string {
  const parameters = new URLSearchParams();
  if (filter !== "") parameters.set("filter", filter);
  if (limit !== undefined) parameters.set("limit", String(limit));
  if (since !== undefined) parameters.set("since", String(since));
  return parameters.toString();
}

/** Responses are cast, not checked: the page and the server are always of the same build. */
async function ask<T>(path: string, signal?: AbortSignal, body?: object): Promise<T> {
  const response = await fetch(new URL(path, document.baseURI), {
    ...(signal === undefined ? {} : { signal }),
    ...(body === undefined
      ? {}
      : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new RequestError(response.status, await reasonOf(response));
  return (await response.json()) as T;
}

async function reasonOf(response: Response): Promise<string> {
  const answer: unknown = await response.json().catch(() => undefined);
  if (typeof answer === "object" && answer !== null && "message" in answer && typeof answer.message === "string") {
    return answer.message;
  }
  if (typeof answer === "object" && answer !== null && "problems" in answer && Array.isArray(answer.problems)) {
    return answer.problems.map((problem: { message?: string }) => problem.message ?? "").join(" ");
  }
  return `The local X-Ray answered ${String(response.status)} ${response.statusText}.`;
}
