import { defineFact } from "../fact.ts";

export interface TraceDestination {
  /** With `CloudWatchLogs`, Transaction Search is on: spans are in the log group aws/spans. */
  readonly destination: "XRay" | "CloudWatchLogs";
  readonly status: "PENDING" | "ACTIVE";
}

export const traceDestination = defineFact({
  name: "trace-destination",
  title: "where X-Ray stores what it gets",
  iam: ["xray:GetTraceSegmentDestination"],
  read: async ({ aws }): Promise<TraceDestination> => {
    const { Destination = "XRay", Status = "ACTIVE" } = await (await aws("xray")).getTraceSegmentDestination({});
    return { destination: Destination, status: Status };
  },
});
