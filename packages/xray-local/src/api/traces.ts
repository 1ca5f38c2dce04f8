import { inferredSegments } from "../graph/inferred.ts";
import type { Operation } from "./context.ts";
import { invalid } from "./errors.ts";
import { Input } from "./input.ts";

/** X-Ray's limit per call. */
const MAX_IDS = 5;

/** https://docs.aws.amazon.com/xray/latest/api/API_BatchGetTraces.html */
export const batchGetTraces: Operation = (value, { store }) => {
  const ids = traceIds(value);
  const found = ids.map((id) => ({ id, trace: store.get(id) }));
  return {
    Traces: found.flatMap(({ trace }) => {
      if (trace === undefined) return [];
      const segments = trace.segments();
      return [
        {
          Id: trace.id,
          Duration: trace.summary().duration,
          LimitExceeded: trace.limitExceeded,
          Segments: [...segments, ...inferredSegments(segments, trace.id)].map((segment) => ({
            Id: segment.id,
            Document: JSON.stringify(segment),
          })),
        },
      ];
    }),
    UnprocessedTraceIds: found.flatMap(({ id, trace }) => (trace === undefined ? [id] : [])),
  };
};

/** @throws ApiError */
export function traceIds(value: unknown): string[] {
  const input = new Input(value);
  const ids = input.texts("TraceIds");
  input.check();
  if (ids.length > MAX_IDS) throw invalid(`TraceIds: got ${ids.length}; allowed: at most ${MAX_IDS} in one call.`);
  return ids;
}
