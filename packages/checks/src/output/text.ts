import { LINK_TITLES } from "../links.ts";
import type { Result } from "../run/evaluate.ts";
import { byLink, countsOf, exitCodeOf, firstBroken, unproven, type Report } from "../run/report.ts";

const MARKS = {
  holds: "ok",
  broken: "BROKEN",
  suspect: "suspect",
  "not-looked-at": "not looked at",
  crashed: "CRASHED",
} as const;
const WIDTH = Math.max(...Object.values(MARKS).map(({ length }) => length));

/** Where each check is described. */
export const CHECKS_PAGE = "docs/checks.md";

export interface TextOptions {
  /** Also name the checks that are not for this deployment. */
  readonly verbose: boolean;
}

/** A report for people: a line for each check, what was found below it, and the first broken link at the end. */
export function formatText(report: Report, { verbose }: TextOptions): string {
  const { command, target, shape, results } = report;
  const where =
    target.platform === "ecs"
      ? `ECS cluster ${target.cluster ?? "default"}`
      : `namespace ${target.namespace} (${shape.platform})`;
  const agent = shape.agent === undefined ? "no agent found" : `${shape.agent} as ${shape.mode ?? "unknown"}`;
  const head = `pmp-xray ${command}: service ${target.service}, ${where}, region ${target.region}, ${agent}`;
  const shown = results.filter(({ applies }) => applies || verbose);
  const links = byLink(shown).map(([link, some]) => [LINK_TITLES[link], ...some.map(formatResult)].join("\n"));
  return [head, ...links, closing(report)].join("\n\n");
}

function formatResult(result: Result): string {
  const { check, status, findings, reason, consequenceOf, applies } = result;
  const mark = (applies ? MARKS[status] : "not for this").padEnd(WIDTH);
  const line = `  ${mark}  ${check.name}: ${check.title}`;
  if (reason !== undefined) return `${line}\n      ${reason.split("\n").join("\n      ")}`;
  if (findings.length === 0) return line;
  const details = findings.flatMap(({ message, object, evidence = [], fix = check.fix }) => [
    `${message}${object === undefined || message.includes(object) ? "" : ` (${object})`}`,
    ...evidence.map((text) => `| ${text}`),
    // The fix of a consequence is that of its cause.
    ...(consequenceOf === undefined ? [`fix: ${fix}`] : []),
  ]);
  const last = consequenceOf === undefined ? `see ${CHECKS_PAGE}#${check.name}` : `a consequence of ${consequenceOf}`;
  return [line, ...details.map((text) => `      ${text}`), `      ${last}`].join("\n");
}

function closing(report: Report): string {
  const { command, results, leftOut } = report;
  const counts = countsOf(report);
  const first = firstBroken(report);
  const tally = [
    `${counts.holds} hold`,
    `${counts.broken} broken`,
    `${counts.suspect} suspect`,
    `${counts["not-looked-at"]} not looked at`,
    ...(counts.crashed > 0 ? [`${counts.crashed} crashed`] : []),
    ...(leftOut > 0 ? [`${leftOut} left out`] : []),
  ].join(", ");
  const lines = [`${results.length - counts["not-applicable"]} checks: ${tally}.`];
  if (first !== undefined) {
    const [finding] = first.findings;
    const others =
      results.filter(({ status, consequenceOf }) => status === "broken" && consequenceOf === undefined).length - 1;
    const consequences = results.filter(({ consequenceOf }) => consequenceOf !== undefined).length;
    lines.push(
      `First broken link: ${first.check.link} (${first.check.name}). ${finding?.message ?? ""}`,
      `Fix: ${finding?.fix ?? first.check.fix}`,
      ...(consequences > 0
        ? [`${consequences} more ${consequences === 1 ? "is a consequence" : "are consequences"}.`]
        : []),
      ...(others > 0 ? [`${others} more broken besides.`] : []),
    );
  } else if (exitCodeOf(report) === 2)
    lines.push("A check crashed, which is a mistake of pmp-xray: please report it, with --save.");
  else if (command === "verify") {
    const open = unproven(report);
    lines.push(
      open.length === 0
        ? `Proven${leftOut > 0 ? ", as far as it was asked" : ""}: every link holds.`
        : `Not proven: ${open.map(({ check }) => check.name).join(", ")}.`,
    );
  } else lines.push("Nothing is broken. pmp-xray verify proves it by a request of its own.");
  return lines.join("\n");
}
