import type { Resource } from "../../policy/kit/resource.ts";
import { table } from "../proof/table.ts";

/** Longest text of a cell with names, in characters. */
const NAMES_WIDTH = 64;

/** Types that the program and the engine use to group others. They create nothing. */
const GROUPING = /^(?:pmp:|pulumi:|kubernetes:helm[.]sh\/)/;

/** What a stack creates, a line per type: AWS resources first, then Kubernetes objects. */
export function resourceTable(resources: readonly Resource[]): string {
  const byType = new Map<string, string[]>();
  for (const { type, name } of created(resources)) {
    const label = labelOf(type);
    byType.set(label, [...(byType.get(label) ?? []), shortName(name)]);
  }
  const rows = [...byType].sort(([one], [other]) => (one < other ? -1 : 1));
  return table(
    ["resource", "number", "names"],
    rows.map(([label, names]) => [label, String(names.length), joined(names)]),
  );
}

/** The resources that a deployment creates. */
export function created(resources: readonly Resource[]): readonly Resource[] {
  return resources.filter(({ type }) => !GROUPING.test(type));
}

/** `aws:xray/samplingRule:SamplingRule` is shown as `aws xray SamplingRule`. */
function labelOf(type: string): string {
  const [provider = "", module = "", kind = ""] = type.split(":");
  const [area = ""] = module.split("/");
  return provider === "kubernetes" ? `kubernetes ${kind}` : `${provider} ${area} ${kind}`;
}

/** Objects of a chart are named `RELEASE:NAMESPACE/NAME`. */
function shortName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** The names, as many as fit. */
function joined(names: readonly string[]): string {
  let text = names[0] ?? "";
  for (const [index, name] of names.entries()) {
    if (index === 0) continue;
    if (text.length + name.length + 2 > NAMES_WIDTH) return `${text}, +${names.length - index}`;
    text += `, ${name}`;
  }
  return text;
}
