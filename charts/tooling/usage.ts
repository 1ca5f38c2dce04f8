import { leaves } from "./values-file.ts";
import type { DocumentedValue } from "./values-file.ts";

/** A template of the chart. */
export interface Template {
  readonly path: string;
  readonly text: string;
}

/**
 * Finds differences between values.yaml and the templates: unused values, and reads of undeclared values. Reading a
 * whole branch (`.Values.api`) is a problem too, since the use of its values can't be tracked.
 */
export function usageProblems(values: readonly DocumentedValue[], templates: readonly Template[]): readonly string[] {
  const declared = leaves(values).map((value) => value.path.join("."));
  const reads = templates.flatMap((template) => readsOf(template));
  const undeclared = reads.filter(({ read }) => !declared.some((leaf) => read === leaf || read.startsWith(`${leaf}.`)));
  const unread = declared.filter((leaf) => !reads.some(({ read }) => read === leaf || read.startsWith(`${leaf}.`)));
  return [
    ...undeclared.map(({ path, read }) => `${path}: reads .Values${dot(read)}, which is no value of values.yaml`),
    ...unread.map((leaf) => `values.yaml: no template reads ${leaf}`),
  ];
}

function readsOf({ path, text }: Template): readonly { readonly path: string; readonly read: string }[] {
  const code = text.replaceAll(/\{\{-? ?\/\*[\s\S]*?\*\/ ?-?\}\}/g, "");
  return [...code.matchAll(/\.Values((?:\.[A-Za-z0-9]+)*)/g)].map(([, read = ""]) => ({ path, read: read.slice(1) }));
}

function dot(read: string): string {
  return read === "" ? "" : `.${read}`;
}
