import { defineFact, NotRead } from "../fact.ts";
import { traceDestination } from "./trace-destination.ts";

/** The log group of Transaction Search. */
export interface SpanLog {
  readonly exists: boolean;
  /** Days; undefined: for ever. */
  readonly retentionDays?: number;
}

export const SPANS = "aws/spans";

export const spanLog = defineFact({
  name: "span-log",
  title: "log group aws/spans",
  iam: ["logs:DescribeLogGroups"],
  read: async ({ aws, fact }): Promise<SpanLog> => {
    const { destination } = await fact(traceDestination);
    if (destination !== "CloudWatchLogs") throw new NotRead("unsupported", "Transaction Search is off");
    const { logGroups = [] } = await (await aws("logs")).describeLogGroups({ logGroupNamePrefix: SPANS });
    const own = logGroups.find(({ logGroupName }) => logGroupName === SPANS);
    if (own === undefined) return { exists: false };
    return { exists: true, ...(own.retentionInDays !== undefined && { retentionDays: own.retentionInDays }) };
  },
});
