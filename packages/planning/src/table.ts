import type { Deciding } from "./rule.ts";
import { DEFAULT_RULE, type XRaySamplingRule } from "@pmp/sampling";

/** Rows of cells as aligned columns, two spaces apart, the first row being the heads: too little for a library. */
export function alignColumns(rows: readonly (readonly string[])[], rightAligned: readonly number[] = []): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return rightAligned.includes(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return rows.map(line).join("\n");
}

const HEADS = ["priority", "rule", "method", "path", "host", "service", "type", "attributes", "reservoir/s", "rate %"];
const NUMBERS = [0, 8, 9];

/**
 * The plan as a readable table in order of evaluation, X-Ray's Default rule last. A cell that is empty or contains a
 * space or a quote is written as a JSON string, so that it is unambiguous.
 */
export function toTable(plan: Pick<Deciding, "rules">): string {
  const rules = [...plan.rules, DEFAULT_RULE];
  const boosts = rules.some(({ SamplingRateBoost }) => SamplingRateBoost !== undefined);
  const rows = rules.map((rule) => [...row(rule), ...(boosts ? [boost(rule)] : [])]);
  return alignColumns([[...HEADS, ...(boosts ? ["boost"] : [])], ...rows], NUMBERS);
}

function row(rule: XRaySamplingRule): string[] {
  // JSON without spaces, as spaces separate the columns.
  const attributes = rule.Attributes === undefined ? "-" : JSON.stringify(rule.Attributes).replaceAll(" ", "\\u0020");
  return [
    String(rule.Priority),
    cell(rule.RuleName),
    cell(rule.HTTPMethod),
    cell(rule.URLPath),
    cell(rule.Host),
    cell(rule.ServiceName),
    cell(rule.ServiceType),
    attributes,
    String(rule.ReservoirSize),
    // 0.07 * 100 is 7.000000000000001 in a double.
    String(Number((rule.FixedRate * 100).toPrecision(15))),
  ];
}

/** Such as `50%/10min`: up to 50 % for a minute, once in ten. */
function boost({ SamplingRateBoost: given }: XRaySamplingRule): string {
  if (given === undefined) return "-";
  return `${Number((given.MaxRate * 100).toPrecision(15))}%/${given.CooldownWindowMinutes}min`;
}

function cell(text: string): string {
  return /^[^\s"]+$/.test(text) ? text : JSON.stringify(text);
}
