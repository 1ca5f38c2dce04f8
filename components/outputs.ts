import * as pulumi from "@pulumi/pulumi";
import type { Settings, StackSettings } from "@pmp/model";
import { awsCaller } from "./account/caller.ts";
import { updateKubeconfigCommand } from "./cluster/kubeconfig.ts";
import { traceMapUrl, tracesUrl } from "./console.ts";
import type { TraceGroups } from "./tracing/groups.ts";

export interface KubeconfigCommandArgs {
  readonly clusterName: pulumi.Input<string>;
  readonly region: pulumi.Input<string>;
  /** The settings of the stack that decide how the cluster is reached. */
  readonly access: Pick<Settings["cluster"], "kubeContext" | "kubeconfig" | "roleArn">;
}

/** The command that gives kubectl access to the cluster. It never contains the kubeconfig of the settings, which is a secret. */
export function kubeconfigCommand({ clusterName, region, access }: KubeconfigCommandArgs): pulumi.Output<string> {
  const { kubeContext, kubeconfig, roleArn } = access;
  if (kubeContext !== undefined) return pulumi.output(`kubectl config use-context ${kubeContext}`);
  if (kubeconfig !== undefined) {
    const get = "pulumi config get --path 'pmp-xray:cluster.kubeconfig'";
    const isPath = !/[\n{]/.test(kubeconfig);
    return pulumi.output(
      isPath ? `export KUBECONFIG="$(${get})"` : `${get} > kubeconfig && export KUBECONFIG=$PWD/kubeconfig`,
    );
  }
  return pulumi
    .output({ clusterName, region })
    .apply((cluster) => updateKubeconfigCommand({ ...cluster, ...awsCaller(roleArn) }));
}

export interface ConsoleLinksArgs {
  readonly region: pulumi.Input<string>;
  readonly groups: Pick<TraceGroups, "byPurpose" | "criticalPaths">;
  readonly dashboardUrl: pulumi.Input<string>;
}

/** Pages of the AWS console, by what they show. */
export function consolePages({ region, groups, dashboardUrl }: ConsoleLinksArgs) {
  const shown = [...Object.values(groups.byPurpose), ...groups.criticalPaths].map(
    ({ groupName, filterExpression }) => ({ groupName, filterExpression }),
  );
  return pulumi.output({ region, shown, dashboardUrl }).apply((known): Record<string, string> => ({
    traceMap: traceMapUrl(known.region),
    dashboard: known.dashboardUrl,
    ...Object.fromEntries(
      known.shown.map(({ groupName, filterExpression }) => [groupName, tracesUrl(known.region, filterExpression)]),
    ),
  }));
}

/** The command that proves that tracing works, from the project's folder. `--no-install`: npm fetches nothing by that name. */
export function verification(): string {
  return `npx --no-install pmp-xray verify ${pulumi.getStack()}`;
}

/**
 * What a month costs, when the settings state the traffic (`pmp-xray:sampling.traffic`). With Transaction Search spans are
 * billed by their size, which only the settings can state; without it the forecast would be of something else.
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
