import { evaluate, type Evaluation } from "../../../offline/evaluate.ts";
import type { Registered } from "../../../offline/recording-monitor.ts";

/** What the components of the stack prod make and which waits for which, as a Mermaid flow chart. */
export async function diagram(): Promise<string> {
  const evaluation = await evaluate("prod");
  const boxes = topComponents(evaluation).filter((component) => contents(evaluation, component).length > 0);
  const lines = boxes.map((box) => `  ${id(box)}["${label(evaluation, box)}"]`);
  const arrows = boxes.flatMap((box) =>
    [...neededBy(evaluation, box)].sort().map((other) => `  ${other} --> ${id(box)}`),
  );
  return ["```mermaid", "flowchart LR", ...lines.sort(), ...arrows.sort(), "```"].join("\n");
}

function topComponents({ resources }: Evaluation): Registered[] {
  return resources.filter(({ parent }) => parent.includes("pulumi:pulumi:Stack"));
}

/** Everything below a component that isn't a component of this program. */
function contents({ resources }: Evaluation, { urn }: Registered): Registered[] {
  return resources.filter(({ parent }) => parent === urn);
}

function id({ type, name }: Registered): string {
  return `${type.split(":").at(-1)!}_${name.replace(/[^A-Za-z0-9]/g, "_")}`;
}

function label(evaluation: Evaluation, component: Registered): string {
  const counts = new Map<string, number>();
  for (const { type } of contents(evaluation, component)) {
    const kind = type === "pulumi:providers:kubernetes" ? "Kubernetes provider" : type.split(":").at(-1)!;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const parts = [...counts].map(([kind, count]) => (count === 1 ? kind : `${count} × ${kind}`));
  return [`<b>${component.type.split(":").at(-1)!}</b>`, ...parts.sort()].join("<br/>");
}

/** Ids of the components whose resources this one's resources wait for. */
function neededBy(evaluation: Evaluation, component: Registered): Set<string> {
  const owner = new Map(
    topComponents(evaluation).flatMap((top) => contents(evaluation, top).map(({ urn }) => [urn, top] as const)),
  );
  const needed = contents(evaluation, component).flatMap(({ dependencies, provider }) => [...dependencies, provider]);
  return new Set(
    needed
      .map((urn) => owner.get(urn))
      .filter((top) => top !== undefined && top !== component)
      .map((top) => id(top!)),
  );
}
