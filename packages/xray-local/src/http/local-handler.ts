import type { IncomingMessage, ServerResponse } from "node:http";
import { explain } from "@pmp/planning";
import type { SamplingRequest } from "@pmp/sampling";
import { Input } from "../api/input.ts";
import { ApiError } from "../api/errors.ts";
import { traceTest } from "../api/filter.ts";
import { FilterError } from "@pmp/filter";
import { serviceMap } from "../graph/map.ts";
import type { StoredTrace } from "../store/stored-trace.ts";
import { BodyError, readBody } from "./body.ts";
import { serveEvents } from "./events.ts";
import type { LocalContext } from "./local-context.ts";
import { respondJson } from "./respond.ts";

const PREFIX = "/local/";

export function isLocalPath(path: string): boolean {
  return path.startsWith(PREFIX);
}

/** The API of the page; see page-api.ts. */
export async function handleLocal(
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  context: LocalContext,
): Promise<void> {
  const path = url.pathname.slice(PREFIX.length);
  try {
    if (request.method === "POST" && path === "sampling/explain") {
      respondJson(response, 200, explain(rulesOf(context), readRequest(await readBody(request))));
    } else if (request.method !== "GET") {
      respondJson(response, 405, { message: `${request.method ?? ""} is not allowed here.` });
    } else if (path === "events") {
      serveEvents(response, context);
    } else {
      const answer = answerTo(path, url.searchParams, context);
      respondJson(response, answer === undefined ? 404 : 200, answer ?? { message: `${url.pathname} is not here.` });
    }
  } catch (error) {
    if (error instanceof FilterError) respondJson(response, 400, { problems: error.problems });
    else if (error instanceof BodyError || error instanceof ApiError) {
      respondJson(response, error.status, { message: error.message });
    } else throw error;
  }
}

function answerTo(path: string, query: URLSearchParams, context: LocalContext): object | undefined {
  switch (path) {
    case "info":
      return context.info();
    case "counters":
      return context.counters();
    case "traces":
      return listOf(query, context);
    case "map":
      return mapOf(query, context);
    case "sampling": {
      const { sampled, captured } = countsByRule(context);
      return { rules: context.sampling.views(sampled, captured) };
    }
    default: {
      const [, id = ""] = /^traces\/([^/]+)$/.exec(path) ?? [];
      return context.store.get(id)?.detail();
    }
  }
}

function listOf(query: URLSearchParams, context: LocalContext): object {
  const limit = numberOf(query, "limit");
  const found = select(query, context).map((trace) => trace.summary());
  found.sort((one, other) => other.start - one.start || (one.id < other.id ? 1 : -1));
  return { traces: found.slice(0, limit), total: found.length };
}

function mapOf(query: URLSearchParams, context: LocalContext): object {
  const traces = select(query, context);
  const start = numberOf(query, "since") ?? earliest(traces);
  const seconds = traces.length === 0 ? 0 : context.now() - start;
  return {
    nodes: serviceMap(
      traces.map((trace) => trace.flows()),
      seconds,
    ),
  };
}

/** Not Math.min(...): a call is limited to some 125,000 arguments, and there can be more traces. */
function earliest(traces: readonly StoredTrace[]): number {
  return traces.reduce((start, trace) => Math.min(start, trace.summary().start), Infinity);
}

/** The annotation `aws.trace.flag.sampled` is false for a request that was not sampled, and recorded as an anomaly. */
const CAPTURED = "aws.trace.flag.sampled";

/** The traces that name each rule: those that it sampled, and those that were captured although it did not. */
function countsByRule({ store, sampling }: LocalContext): Record<"sampled" | "captured", ReadonlyMap<string, number>> {
  const counts = { sampled: new Map<string, number>(), captured: new Map<string, number>() };
  for (const trace of store.all()) {
    const { rule, start, annotations } = trace.summary();
    if (rule === undefined || start < sampling.startedAt) continue;
    const of = annotations[CAPTURED]?.includes(false) === true ? counts.captured : counts.sampled;
    of.set(rule, (of.get(rule) ?? 0) + 1);
  }
  return counts;
}

/** @throws FilterError */
function select(query: URLSearchParams, { store, groups }: LocalContext): StoredTrace[] {
  const passes = traceTest(query.get("filter") ?? undefined, groups);
  const since = numberOf(query, "since") ?? -Infinity;
  return [...store.all()].filter((trace) => trace.summary().start >= since && passes(trace));
}

/** @throws BodyError */
function numberOf(query: URLSearchParams, key: string): number | undefined {
  const text = query.get(key);
  if (text === null) return undefined;
  const number = Number(text);
  if (text.trim() !== "" && number >= 0 && Number.isFinite(number)) return number;
  throw new BodyError(400, `${key}: got ${JSON.stringify(text)}; allowed: a number, 0 or more.`);
}

function rulesOf({ sampling }: LocalContext): Parameters<typeof explain>[0] {
  return sampling.rules.all().map(({ rule }) => rule);
}

/** @throws ApiError, BodyError */
function readRequest(body: Buffer): SamplingRequest {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    throw new BodyError(400, "the body is not JSON.");
  }
  const input = new Input(value);
  const texts = ["service", "serviceType", "host", "method", "path", "resourceArn"] as const;
  const request: SamplingRequest = {};
  for (const key of texts) {
    const text = input.text(key);
    if (text !== undefined) request[key] = text;
  }
  if (input.has("attributes")) request.attributes = textsOf(input.raw("attributes"), input);
  input.check();
  return request;
}

function textsOf(value: unknown, input: Input): Record<string, string> {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [["", undefined] as const];
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === "string");
  if (texts.length < entries.length) input.problem("attributes", "allowed: an object of texts.");
  return Object.fromEntries(texts);
}
