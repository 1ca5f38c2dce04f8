import { defineFact } from "../fact.ts";
import { readSegment, type SegmentFact } from "./parts/segment.ts";
import { recentTraces } from "./recent-traces.ts";

/** Traces that X-Ray returns in one answer: https://docs.aws.amazon.com/xray/latest/api/API_BatchGetTraces.html */
const MOST_TRACES = 5;

export const recentSegments = defineFact({
  name: "recent-segments",
  title: "segments of the service's newest traces",
  iam: ["xray:BatchGetTraces"],
  read: async ({ aws, fact }): Promise<readonly SegmentFact[]> => {
    const { ofService } = await fact(recentTraces);
    if (ofService.length === 0) return [];
    const { Traces = [] } = await (
      await aws("xray")
    ).batchGetTraces({
      TraceIds: ofService.slice(0, MOST_TRACES).map(({ id }) => id),
    });
    return Traces.flatMap(({ Segments = [] }) => Segments.map(({ Document = "{}" }) => readSegment(Document)));
  },
});
