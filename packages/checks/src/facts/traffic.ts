import { z } from "zod";
import { defineFact, NotRead, type Sources } from "../fact.ts";
import type { HttpAnswer } from "../http/source.ts";
import { newTraceId, traceHeader } from "./parts/trace-header.ts";
import { EXEC_RIGHTS, runInApi } from "./parts/run-in-api.ts";
import { healthUrl, parseOutput } from "./probe.ts";
import { script } from "./scripts/script.ts";

/** A request that verify sent. */
export interface SentRequest {
  readonly path: string;
  readonly traceId: string;
  /** What its header said: `1` for the first, `?` for all others, which asks the API for its decision. */
  readonly asked: "1" | "?";
  readonly status?: number;
  readonly error?: string;
  /** What the API answered that it had decided. */
  readonly sampled?: boolean;
}

export interface Traffic {
  /** From where: a pod, or this machine. */
  readonly from: string;
  readonly base: string;
  readonly sent: readonly SentRequest[];
  /** How long it took. */
  readonly seconds: number;
}

const output = z.object({
  sent: z.array(
    z.object({
      path: z.string(),
      traceId: z.string(),
      asked: z.enum(["1", "?"]),
      status: z.number().exactOptional(),
      error: z.string().exactOptional(),
      sampled: z.boolean().exactOptional(),
    }),
  ),
  seconds: z.number(),
});

export const traffic = defineFact({
  name: "traffic",
  title: "requests of verify's own, with trace headers",
  effect: "sends",
  kubernetes: EXEC_RIGHTS,
  timeout: 120_000,
  read: async (sources): Promise<Traffic> => {
    const { target, announce } = sources;
    const { url, requests } = target;
    const health = url === undefined ? await inCluster(sources) : new URL(url);
    const base = health.origin;
    const paths = [...new Set([`${health.pathname}${health.search}`, ...target.paths])];
    const from = url === undefined ? "a pod of the API" : "this machine";
    announce(
      `Sending ${1 + requests * paths.length} requests from ${from}: GET ${base} ${paths.join(", ")}, each with a trace header of its own.`,
    );
    if (url !== undefined) return { from, base, ...(await sendFromHere(sources, base, paths)) };
    const plan = JSON.stringify({ base, paths, requests });
    const { pod, output: text } = await runInApi(sources, script("traffic"), { TRAFFIC: plan });
    return { from: pod, base, ...parseOutput(text, output) };
  },
});

async function inCluster(sources: Sources): Promise<URL> {
  if (sources.target.platform === "ecs") {
    throw new NotRead("failed", "the address of the API is not known: give --url with its health path");
  }
  return new URL(await healthUrl(sources));
}

/** The same as the script in a pod does, from here. */
async function sendFromHere(
  { http, target, now }: Sources,
  base: string,
  paths: readonly string[],
): Promise<Pick<Traffic, "sent" | "seconds">> {
  const begin = now();
  const send = async (path: string, asked: "1" | "?"): Promise<SentRequest> => {
    const traceId = newTraceId(now());
    const request = { path, traceId, asked };
    try {
      const answer = await http.get(new URL(path, base).href, { "x-amzn-trace-id": traceHeader(traceId, asked) });
      return { ...request, status: answer.status, ...decisionOf(answer) };
    } catch (error) {
      return { ...request, error: error instanceof Error ? error.message : String(error) };
    }
  };
  const sent = [await send(paths[0] ?? "/", "1")];
  for (const path of paths) {
    for (let count = 0; count < target.requests; count += 1) sent.push(await send(path, "?"));
  }
  return { sent, seconds: (now() - begin) / 1000 };
}

function decisionOf({ headers }: HttpAnswer): { sampled?: boolean } {
  const decision = /Sampled=([01])/.exec(headers["x-amzn-trace-id"] ?? "")?.[1];
  return decision === undefined ? {} : { sampled: decision === "1" };
}
