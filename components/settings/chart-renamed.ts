import { renamedValues } from "../workload/chart.ts";
import { isTree, valueAt } from "../workload/values.ts";
import type { ChartProblem } from "./chart-rules/rule.ts";

/** Values under an old name, which the schema accepts so that this (and the chart's template) can name the new one. */
export function renamedProblems(values: Readonly<Record<string, unknown>>): ChartProblem[] {
  return Object.entries(renamedValues()).flatMap(([old, current]) => {
    const path = old.split(".");
    const section = valueAt(values, path.slice(0, -1));
    if (!isTree(section) || !Object.hasOwn(section, path.at(-1) ?? "")) return [];
    const allowed = `nothing: it is called ${current} now; charts/pmp-xray/UPGRADING.md has an example`;
    return [{ path, value: valueAt(values, path), allowed, fix: { remove: path } }];
  });
}
