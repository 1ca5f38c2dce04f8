import assert from "node:assert/strict";
import type { JsonObject } from "./fake-agent.ts";
import { problemsOf } from "./segment-schema.ts";
import { call, SAMPLED, type Traced } from "./traced.ts";

export interface Handled {
  segment: JsonObject;
  /** In the order in which they began. */
  calls: JsonObject[];
}

/**
 * What a handler of a sampled request makes that does this work, whatever comes of it: its segment and the calls.
 * @param laterMs how long after the work the handler answers
 * @param count of the calls to wait for
 */
export async function handled(traced: Traced, work: () => unknown, { laterMs = 0, count = 1 } = {}): Promise<Handled> {
  const before = traced.agent.documents.length;
  const port = await traced.serve((_request, response) => {
    void Promise.resolve()
      .then(work)
      .catch(() => undefined)
      .then(() => setTimeout(() => response.end(), laterMs));
  });
  await call(port, { headers: SAMPLED });
  const since = (): JsonObject[] => traced.agent.documents.slice(before);
  const segments = (): JsonObject[] => since().filter(({ type }) => type !== "subsegment");
  await traced.agent.until("the segment and its calls", () => {
    void traced.tracing.flush();
    return segments().length === 1 && since().length > count;
  });
  for (const document of since()) assert.deepEqual(problemsOf(document), []);
  const [segment] = segments();
  assert.ok(segment);
  const calls = since().filter(({ type }) => type === "subsegment");
  return { segment, calls: calls.sort((a, b) => Number(a.start_time) - Number(b.start_time)) };
}
