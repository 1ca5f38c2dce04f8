import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";

/** What the engine did of one kind, as `type name`: sorted, or in the order in which it was done. */
export function operations(events: readonly EngineEvent[], op: string, sorted = true): string[] {
  const steps = events.flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata ?? []);
  const names = steps
    .filter((step) => step.op === op && !step.type.startsWith("pmp:") && !step.type.startsWith("pulumi:"))
    .map((step) => `${step.type} ${step.urn.split("::").at(-1)!}`);
  return sorted ? names.sort() : names;
}
