import { toChartValues, type Plan } from "@pmp/planning";
import type { EksSettings, Settings, StackSettings } from "@pmp/model";
import { captureVariables } from "../tracing/capture.ts";
import type { ChartValues } from "./chart-values.ts";

/** A type with everything optional, at any depth; lists are given whole. */
export type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [K in keyof T]?: DeepPartial<T[K]> }
    : T;

/** What the values are made from. */
export interface ValuesArgs {
  readonly settings: Pick<Settings, "stage" | "api" | "agent">;
  /** What the API samples by while it can't reach the agent. */
  readonly plan: Plan;
  readonly region: string;
  /** Role for the annotation of the agent's service account; empty with Pod Identity. */
  readonly agentRoleArn: string;
  /** The cluster in EKS. */
  readonly clusterName: string;
  /** Container Insights sends the pods' logs to CloudWatch. */
  readonly containerInsights: boolean;
}

/** Where Container Insights' Fluent Bit sends the logs of pods. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-setup-logs-FluentBit.html */
function insightsLogGroup(clusterName: string): string {
  return `/aws/containerinsights/${clusterName}/application`;
}

/** The values that the program sets. The chart's own defaults hold for the rest, or what the settings say under `chart`. */
export function programValues(args: ValuesArgs): DeepPartial<ChartValues> {
  const { settings, plan, region, agentRoleArn, clusterName } = args;
  const { stage, api, agent } = settings;
  const capture = captureVariables(plan);
  return {
    region,
    stage,
    clusterName,
    api: {
      image: api.image,
      replicas: api.replicas,
      serviceName: api.serviceName,
      ...(api.propagateTo.length > 0 && { propagateTo: api.propagateTo }),
      ...(args.containerInsights && { logGroups: [insightsLogGroup(clusterName)] }),
      ...(Object.keys(capture).length > 0 && { env: capture }),
    },
    agent: {
      kind: agent.kind,
      ...(agent.image !== undefined && { image: agent.image }),
      endpoint: agent.endpoint ?? "",
      stsEndpoint: agent.stsEndpoint ?? "",
      identity: { roleArn: agentRoleArn, projectToken: agent.projectToken },
      assumeRoleArn: agent.assumeRoleArn ?? "",
    },
    ...toChartValues(plan),
  };
}

/** All values of a stack's chart: the program's own, over those that the settings give under `chart`. */
export function stackValues(
  settings: StackSettings & EksSettings,
  known: Pick<ValuesArgs, "region" | "agentRoleArn" | "clusterName">,
): DeepPartial<ChartValues> {
  // The settings' values were checked by the chart's schema.
  const { chart, plan, cluster } = settings;
  return overlay(chart, programValues({ settings, plan, containerInsights: cluster.containerInsights, ...known }));
}

type Tree = Readonly<Record<string, unknown>>;

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Lays one tree of values over another: objects are merged, everything else is replaced, a null too. */
export function overlay(under: Tree, over: Tree): Tree {
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isTree(below) && isTree(value) ? overlay(below, value) : value;
  }
  return merged;
}

/**
 * A chart's defaults with values over them, as Helm merges them: a null removes the default. Where the chart has none, the null
 * stays, and its schema judges it.
 * https://helm.sh/docs/chart_template_guide/values_files/#deleting-a-default-key
 */
export function withValues(defaults: Tree, values: Tree): Tree {
  const isRemoved = (key: string): boolean => Object.hasOwn(defaults, key) && values[key] === null;
  const merged = Object.entries({ ...defaults, ...values }).flatMap(([key, value]): [string, unknown][] => {
    const below = defaults[key];
    if (isRemoved(key)) return [];
    return [[key, isTree(below) && isTree(value) && Object.hasOwn(values, key) ? withValues(below, value) : value]];
  });
  return Object.fromEntries(merged);
}

/** Gives each value that is missing its default again, as the chart's templates do (templates/_defaults.tpl). */
export function withDefaults(values: Tree, defaultsByPath: Tree): Tree {
  return Object.entries(defaultsByPath).reduce((filled, [path, value]) => {
    const keys = path.split(".");
    const given = valueAt(filled, keys);
    if (given !== undefined && given !== null) return filled;
    return overlay(filled, nested(keys, value));
  }, values);
}

function nested([key, ...rest]: readonly string[], value: unknown): Tree {
  return key === undefined ? {} : { [key]: rest.length === 0 ? value : nested(rest, value) };
}

/** What is at a path; undefined when nothing is. */
export function valueAt(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((here, key) => (isTree(here) ? here[key] : undefined), tree);
}

/** Paths of everything that isn't an object. */
export function leaves(tree: Tree, above: readonly string[] = []): (readonly string[])[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const path = [...above, key];
    return isTree(value) ? leaves(value, path) : [path];
  });
}
