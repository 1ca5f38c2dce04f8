import { defineCheck } from "../../check.ts";
import { logPolicies } from "../../facts/log-policies.ts";
import { traceDestination } from "../../facts/trace-destination.ts";
import { awsCli } from "../parts/commands.ts";

export const spansMayBeWritten = defineCheck({
  name: "spans-may-be-written",
  link: "account",
  title: "with Transaction Search on, X-Ray may write to CloudWatch Logs",
  why: "Without a resource policy for xray.amazonaws.com on aws/spans, spans are lost.",
  fix: "Add the resource policy: pmp-xray:account.transactionSearch does it, or the page of this check.",
  needs: { where: traceDestination, policies: logPolicies },
  sources: ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Enable-TransactionSearch.html"],
  *check({ where, policies }, target) {
    if (where.destination !== "CloudWatchLogs") return;
    const writes = policies.some(
      ({ principals, actions, resources }) =>
        principals.includes("xray.amazonaws.com") &&
        actions.some((action) => action === "logs:PutLogEvents" || action === "logs:*") &&
        resources.some((resource) => resource === "*" || resource.includes("aws/spans")),
    );
    if (writes) return;
    yield {
      message:
        "Transaction Search is on, and no resource policy of CloudWatch Logs lets xray.amazonaws.com write to aws/spans.",
      object: "log group aws/spans",
      evidence: [awsCli(target, "logs describe-resource-policies")],
    };
  },
});
