import type { Account } from "./account/account.ts";
import * as pulumi from "@pulumi/pulumi";
import { placeOf, traceMapUrl, tracesUrl } from "./console.ts";
import type { StackSettings } from "@pmp/model";
import type { ServiceAccountRole } from "./iam/service-account-role.ts";
import type { TracingDashboard } from "./tracing/dashboard.ts";
import type { TraceGroups } from "./tracing/groups.ts";
import { verificationScript } from "./verification.ts";

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
  readonly sidecar: boolean;
  readonly ruleNames: pulumi.Output<string[]>;
}

/** The script of verification.ts: `pulumi stack output verify | sh`. */
export function verification(args: VerificationArgs): pulumi.Output<string> {
  const { account, agentRole, ruleNames, namespace, service, sidecar } = args;
  return pulumi
    .all([account.region, agentRole.arn, ruleNames])
    .apply(([region, agentRoleArn, rules]) =>
      verificationScript({ region, agentRoleArn, ruleNames: rules, namespace, service, sidecar }),
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
    const fix = "set pmp-xray:sampling.usage.transactionSearch, such as { spansPerTrace: 8, bytesPerSpan: 900 }.";
    return { monthlyUsd: null, lines: [`Transaction Search is on, and spans are billed by their size: ${fix}`] };
  }
  return { monthlyUsd: forecast.monthlyUsd, lines: forecast.lines };
}
