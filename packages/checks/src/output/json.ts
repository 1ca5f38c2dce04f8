import { LINK_TITLES } from "../links.ts";
import { byLink, countsOf, exitCodeOf, firstBroken, type Report } from "../run/report.ts";
import { CHECKS_PAGE } from "./text.ts";

/** A report as data: the same tree as the text. */
export function toJson(report: Report): object {
  const { command, target, shape, results, leftOut } = report;
  // The plan is in the stack file, and long.
  const about = { ...target, plannedRules: undefined };
  return {
    command,
    exitCode: exitCodeOf(report),
    target: about,
    shape,
    firstBroken: firstBroken(report)?.check.name ?? null,
    counts: countsOf(report),
    leftOut,
    links: byLink(results).map(([link, some]) => ({
      link,
      title: LINK_TITLES[link],
      checks: some.map(({ check, status, findings, reason, applies, consequenceOf }) => ({
        name: check.name,
        title: check.title,
        status,
        applies,
        severity: check.severity,
        phase: check.phase,
        ...(reason !== undefined && { reason }),
        ...(consequenceOf !== undefined && { consequenceOf }),
        findings: findings.map((finding) => ({ ...finding, fix: finding.fix ?? check.fix })),
        page: `${CHECKS_PAGE}#${check.name}`,
      })),
    })),
  };
}
