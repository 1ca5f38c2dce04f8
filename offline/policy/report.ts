import { styleText } from "node:util";
import { isBlocking, type PolicyResult } from "../../policy/kit/evaluate.ts";
import { violationText } from "../../policy/kit/message.ts";

/** What came of the pack for one stack. */
export interface StackReport {
  readonly title: string;
  /** How many resources there are, the chart's objects among them. */
  readonly resources: number;
  readonly results: readonly PolicyResult[];
}

/** A table of policies and stacks, then every violation and problem as text. */
export function reportText(reports: readonly StackReport[], colors: boolean): string {
  const paint = (style: "red" | "yellow" | "green", text: string) =>
    colors ? styleText(style, text, { validateStream: false }) : text;
  const rows = [
    ["policy", ...reports.map(({ title }) => title)],
    ...names(reports).map((name) => [name, ...reports.map(({ results }) => cell(results, name))]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const details = reports.flatMap((report) => report.results.flatMap((result) => detail(report.title, result)));
  const failed = reports.filter(({ results }) => results.some(isBlocking)).map(({ title }) => title);
  const verdict =
    failed.length === 0
      ? paint("green", "Every stack passes.")
      : paint("red", `These stacks fail: ${failed.join("; ")}.`);
  return [
    ...lines.map((line) => line.replace(/\b\d+ bad\b/g, (text) => paint("red", text))),
    "",
    "A number: resources checked, without a violation. -: there are none to check.",
    ...details.flatMap((text) => ["", text]),
    "",
    verdict,
    "",
  ].join("\n");
}

function names(reports: readonly StackReport[]): string[] {
  return (reports[0]?.results ?? []).map(({ policy }) => policy.name);
}

function cell(results: readonly PolicyResult[], name: string): string {
  const result = results.find(({ policy }) => policy.name === name);
  if (result === undefined || result.level === "disabled") return "off";
  const bad = result.violations.length + result.exceptionProblems.length;
  if (bad > 0) return `${bad} bad`;
  if (result.undecided.length > 0) return `${result.undecided.length} unknown`;
  if (result.excused.length > 0) return `${result.excused.length} excused`;
  return result.checked === 0 ? "-" : String(result.checked);
}

function detail(title: string, result: PolicyResult): string[] {
  const { policy, level, violations, exceptionProblems, excused, undecided } = result;
  const head = `${title}: ${policy.name} (${level}, ${policy.severity}): ${policy.title}`;
  return [
    ...violations.map(
      (finding) => `${head}\n  ${finding.urn ?? "the whole stack"}\n  ${violationText(policy, finding)}`,
    ),
    ...exceptionProblems.map((problem) => `${head}\n  ${problem}`),
    ...undecided.map(({ urn, message }) => `${head}\n  ${urn ?? "the whole stack"}\n  Not decided: ${message}`),
    ...excused.map(
      ({ finding, exception }) =>
        `${head}\n  ${finding.urn ?? "the whole stack"}\n  ${finding.message}\n  ` +
        `Accepted until ${exception.expires}: ${exception.reason}`,
    ),
  ];
}

/** The same for programs. */
export function reportJson(reports: readonly StackReport[]) {
  return {
    ok: !reports.some(({ results }) => results.some(isBlocking)),
    stacks: reports.map(({ title, resources, results }) => ({
      stack: title,
      resources,
      policies: results.map(({ policy, ...result }) => ({
        name: policy.name,
        severity: policy.severity,
        ...result,
        blocking: isBlocking({ policy, ...result }),
      })),
    })),
  };
}
