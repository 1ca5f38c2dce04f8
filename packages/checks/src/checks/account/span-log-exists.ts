import { defineCheck } from "../../check.ts";
import { spanLog } from "../../facts/span-log.ts";

export const spanLogExists = defineCheck({
  name: "span-log-exists",
  link: "account",
  title: "with Transaction Search on, the log group aws/spans is there",
  why: "X-Ray makes it with the first span. Without it, no span has arrived yet.",
  fix: "Send a traced request, and look at the checks of the agent.",
  certainty: "suggests",
  needs: { log: spanLog },
  after: ["spans-may-be-written"],
  sources: ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Enable-TransactionSearch.html"],
  *check({ log }) {
    if (!log.exists) yield { message: "There is no log group aws/spans.", object: "log group aws/spans" };
  },
});
