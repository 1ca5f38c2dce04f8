import { printPath, type Problem, type Settings } from "@pmp/model";
import { show } from "@pmp/sampling";
import type { Plan } from "@pmp/planning";
import { chartDefaults, chartDefaultsByPath } from "../workload/chart.ts";
import { leaves, overlay, programValues, valueAt, withDefaults, withValues } from "../workload/values.ts";
import { renamedProblems } from "./chart-renamed.ts";
import { CHART_RULES } from "./chart-rules/index.ts";
import type { ChartFix, ChartPath, ChartProblem, CompleteValues } from "./chart-rules/rule.ts";
import { schemaProblems } from "./chart-schema.ts";

/** Placeholders for values that are known only during an update. */
const SOME_ROLE = "arn:aws:iam::123456789012:role/pmp-xray-daemon";
const SOME_REGION = "us-east-1";
const SOME_CLUSTER = "pmp-cluster";

/** Chart values that the program sets. */
const SET_BY_PROGRAM = [
  "stage",
  "clusterName",
  "api.image",
  "api.replicas",
  "api.serviceName",
  "api.propagateTo",
  "sampling",
].concat(["kind", "image", "endpoint", "stsEndpoint", "identity", "assumeRoleArn"].map((key) => `agent.${key}`));

type Tree = Readonly<Record<string, unknown>>;

/**
 * The problems that the chart would report with its values, found before anything is made: the chart's own schema, and its rules
 * between values, are applied to its defaults, with the settings' `chart` over them, with the program's values over both. A
 * null of the settings removes a default, as in Helm.
 *
 * @param parsed the valid sections. Unless all are valid, the rules on values that the program sets are not applied.
 * @param region that of the AWS provider, where the settings state it
 */
export function chartProblems(parsed: Partial<Settings>, plan: Plan | undefined, region?: string): Problem[] {
  const { stage, api, agent, chart, cluster } = parsed;
  if (chart === undefined) return [];
  const known = {
    region: region === undefined || region === "" ? SOME_REGION : region,
    agentRoleArn: SOME_ROLE,
    clusterName: cluster?.name ?? SOME_CLUSTER,
    containerInsights: cluster?.containerInsights ?? false,
  };
  const own =
    stage === undefined || api === undefined || agent === undefined || plan === undefined
      ? undefined
      : programValues({ settings: { stage, api, agent }, plan, ...known });
  const reserved = leaves(own ?? {}).map(dotted);
  const conflicts = leaves(chart).filter((path) => reserved.includes(dotted(path)));
  const values = withValues(chartDefaults(), overlay(chart, own ?? { region: known.region }));
  const problems = valuesProblems(values, chart, own === undefined ? SET_BY_PROGRAM : []);
  return [
    ...conflicts.map((path) => conflictProblem(chart, path)),
    ...problems.map((problem) => inSettings(problem, (path) => reserved.some((value) => areOneValue(value, path)))),
  ];
}

/**
 * The problems of a chart's values.
 *
 * @param values the chart's defaults with the given ones over them
 * @param chart the given ones; a null in them may have removed a required value
 * @param unknown dotted paths of values that are not known yet
 */
export function valuesProblems(values: Tree, chart: Tree, unknown: readonly string[] = []): ChartProblem[] {
  const bySchema = schemaProblems(values, chart);
  const skipped = [...unknown, ...bySchema.map(({ path }) => dotted(path))];
  const rules = CHART_RULES.filter(
    ({ reads }) => !reads.some((read) => skipped.some((path) => areOneValue(read, path))),
  );
  // The schema found the values valid that these rules read.
  const complete = withDefaults(values, chartDefaultsByPath()) as unknown as CompleteValues;
  return [...bySchema, ...renamedProblems(values), ...rules.flatMap(({ problems }) => problems(complete))];
}

/** Whether two dotted paths are the same, or one is inside the other. */
function areOneValue(one: string, other: string): boolean {
  return `${one}.`.startsWith(`${other}.`) || `${other}.`.startsWith(`${one}.`);
}

function dotted(path: ChartPath): string {
  return path.join(".");
}

/** A problem of a chart value, as a problem of the stack's setting that it comes from. */
function inSettings({ path, value, allowed, fix }: ChartProblem, isProgram: (path: string) => boolean): Problem {
  const print = (steps: ChartPath): string =>
    isProgram(dotted(steps)) ? printPath(settingOf(steps)) : printPath(["chart", ...steps]);
  return { path: print(path), value: show(value), allowed, fix: printFix(fix, print) };
}

/** The setting from which the program makes a value of the chart. */
function settingOf(path: ChartPath): ChartPath {
  const [section, key] = path;
  if (section !== "agent") return path;
  if (key === "identity") return [section, ...path.slice(2)];
  return path;
}

function printFix(fix: ChartFix, print: (path: ChartPath) => string): string {
  if (typeof fix === "string") return fix;
  if ("remove" in fix) {
    const remove = `pulumi config rm --path '${print(fix.remove)}'`;
    return fix.orRename === undefined ? remove : `did you mean ${fix.orRename}? If not: ${remove}`;
  }
  const value = typeof fix.to === "string" ? `'${fix.to}'` : String(fix.to);
  return `pulumi config set --path '${print(fix.set)}' ${value}`;
}

function conflictProblem(chart: Settings["chart"], path: readonly string[]): Problem {
  const at = printPath(["chart", ...path]);
  return {
    path: at,
    value: show(valueAt(chart, path)),
    allowed: "nothing: the program sets this value itself, from its other settings",
    fix: `pulumi config rm --path '${at}'`,
  };
}
