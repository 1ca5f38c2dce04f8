import { defineCheck } from "../../check.ts";
import { indexing } from "../../facts/indexing.ts";
import { traceDestination } from "../../facts/trace-destination.ts";
import { awsCli } from "../parts/commands.ts";

/** Below this, groups see so few traces that their alarms say little. */
const LEAST_PERCENT = 1;

export const indexingFeedsGroups = defineCheck({
  name: "indexing-feeds-groups",
  link: "account",
  title: "with Transaction Search on, enough traces are indexed for groups and alarms",
  why: "Trace summaries, groups and their metrics know indexed traces only; all spans are in aws/spans.",
  fix: "Index a larger share: pmp-xray:account.transactionSearch.indexingPercent.",
  severity: "warning",
  needs: { where: traceDestination, indexed: indexing },
  sources: [
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Enable-TransactionSearch.html",
    "https://docs.aws.amazon.com/xray/latest/api/API_UpdateIndexingRule.html",
  ],
  *check({ where, indexed }, target) {
    if (where.destination !== "CloudWatchLogs" || indexed.percent === undefined || indexed.percent >= LEAST_PERCENT)
      return;
    yield {
      message: `X-Ray indexes ${indexed.percent} % of the traces: searches, groups and alarms see no others.`,
      fix: awsCli(
        target,
        'xray update-indexing-rule --name Default --rule "Probabilistic={DesiredSamplingPercentage=1}"',
      ),
    };
  },
});
