import type { ChartValues, Resources } from "../../workload/chart-values.ts";

/** The chart's values with all defaults in them. Only what `resources` holds may be left out. */
export type CompleteValues = Complete<ChartValues>;

type Complete<T> = T extends readonly unknown[] | string | number | boolean
  ? T
  : { [K in keyof T]-?: K extends "resources" ? Resources : Complete<NonNullable<T[K]>> };

/** Steps to a value of the chart: `["api", "env", "PORT"]`. */
export type ChartPath = readonly (string | number)[];

/** What makes it right: one change of a value, or a sentence. */
export type ChartFix =
  | { readonly set: ChartPath; readonly to: string | number | boolean }
  | { readonly remove: ChartPath; readonly orRename?: string }
  | string;

/** Values that don't fit together, with the value to blame. */
export interface ChartProblem {
  readonly path: ChartPath;
  readonly value: unknown;
  readonly allowed: string;
  readonly fix: ChartFix;
}

/**
 * A rule between values, which JSON Schema can't say. Each is also one of charts/pmp-xray/templates/_validate.tpl, for Helm;
 * test/components/settings/chart-rules.test.ts has the two judge the same values.
 */
export interface ChartRule {
  /** The values that it looks at, as in files/defaults.json of the chart. When one is wrong by itself, the rule isn't asked. */
  readonly reads: readonly string[];
  readonly problems: (values: CompleteValues) => ChartProblem[];
}
