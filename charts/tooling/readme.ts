import { leaves } from "./values-file.ts";
import type { DocumentedValue } from "./values-file.ts";

const begin = "<!-- values:begin (written by `node charts/tooling/main.ts` from values.yaml) -->";
const end = "<!-- values:end -->";

/** The README's table of values. */
export function valuesTable(values: readonly DocumentedValue[]): string {
  const rows = leaves(values).map(
    (value) => `| \`${value.path.join(".")}\` | ${cell(value.description)} | ${code(value.defaultValue)} |`,
  );
  return ["| Value | What it is | Default |", "| --- | --- | --- |", ...rows].join("\n");
}

/**
 * The README with its table replaced.
 * @throws Error when the two marks between which the table stands are missing.
 */
export function withTable(readme: string, table: string): string {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from < 0 || to < from)
    throw new Error(`charts/pmp-xray/README.md: needs the lines\n${begin}\n${end}\nin this order.`);
  return `${readme.slice(0, from)}${begin}\n\n${table}\n\n${readme.slice(to)}`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function code(value: unknown): string {
  return `\`${cell(JSON.stringify(value))}\``;
}
