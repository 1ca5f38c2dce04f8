import { WRITE_ACTIONS } from "./iam/writePolicy.ts";
import type { Account } from "./account/account.ts";
import * as pulumi from "@pulumi/pulumi";
import { placeOf, traceMapUrl, tracesUrl } from "./console.ts";
import type { StackSettings } from "@pmp/model";
import type { ServiceAccountRole } from "./iam/serviceAccountRole.ts";
import type { TracingDashboard } from "./tracing/dashboard.ts";
import type { TraceGroups } from "./tracing/groups.ts";

export interface LinksArgs {
  readonly account: Account;
  readonly groups: TraceGroups;
  readonly dashboard: TracingDashboard;
}

/** Pages of the AWS console, by what they show. */
export function links({ account, groups, dashboard }: LinksArgs) {
  const shown = pulumi.output([...Object.values(groups.byPurpose), ...groups.criticalPaths]);
  return pulumi.all([placeOf(account), shown, dashboard.url]).apply(([where, all, url]): Record<string, string> => ({
    traceMap: traceMapUrl(where),
    dashboard: url,
    ...Object.fromEntries(
      all.map(({ groupName, filterExpression }) => [groupName, tracesUrl(where, filterExpression)]),
    ),
  }));
}

export interface VerificationArgs {
  readonly account: Account;
  readonly agentRole: ServiceAccountRole;
  readonly namespace: string;
  readonly service: string;
}

/**
 * A shell script that asks the cluster and AWS themselves, in the order in which a trace can get lost:
 * `pulumi stack output verify | sh -x`.
 */
export function verification(args: VerificationArgs): pulumi.Output<string> {
  const { account, agentRole, namespace, service } = args;
  return pulumi
    .all([account.region, agentRole.arn])
    .apply(([region, roleArn]) =>
      [
        `kubectl -n ${namespace} rollout status daemonset/xray-daemon --timeout=2m`,
        `kubectl -n ${namespace} logs daemonset/xray-daemon --tail=20`,
        `aws iam simulate-principal-policy --policy-source-arn ${roleArn} --action-names ${WRITE_ACTIONS.join(" ")} ` +
          "--query 'EvaluationResults[].[EvalActionName,EvalDecision]' --output table",
        `aws xray get-sampling-rules --region ${region} --output table --query ` +
          "'sort_by(SamplingRuleRecords[].SamplingRule,&Priority)[].[Priority,RuleName,URLPath,ReservoirSize,FixedRate]'",
        `aws xray get-trace-summaries --region ${region} --start-time $(($(date +%s) - 600)) --end-time $(date +%s) ` +
          `--filter-expression 'service("${service}")' --query 'length(TraceSummaries)'`,
      ].join("\n"),
    );
}

/**
 * What a month costs, when the settings state the traffic (`pmp-xray:sampling.traffic`). With Transaction Search spans are
 * billed by their size, which only the settings can tell; without it the forecast would be of something else.
 */
export function costForecast({
  plan: { forecast },
  sampling,
  account,
}: Pick<StackSettings, "plan" | "sampling" | "account">) {
  if (forecast === undefined) {
    return { monthlyUsd: null, lines: ["No traffic is stated: set pmp-xray:sampling.traffic to get a forecast."] };
  }
  if (account.transactionSearch !== undefined && sampling.usage?.transactionSearch === undefined) {
    const cure = "set pmp-xray:sampling.usage.transactionSearch, such as { spansPerTrace: 8, bytesPerSpan: 900 }.";
    return { monthlyUsd: null, lines: [`Transaction Search is on, and spans are billed by their size: ${cure}`] };
  }
  return { monthlyUsd: forecast.monthlyUsd, lines: forecast.lines };
}
