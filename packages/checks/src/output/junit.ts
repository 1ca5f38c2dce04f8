import { LINK_TITLES } from "../links.ts";
import type { Result } from "../run/evaluate.ts";
import { byLink, type Report } from "../run/report.ts";

/** A report as JUnit XML: a suite for each link, a case for each check. */
export function toJunit({ command, results }: Pick<Report, "command" | "results">): string {
  const suites = byLink(results).map(([link, some]) => {
    const count = (...statuses: string[]): number => some.filter(({ status }) => statuses.includes(status)).length;
    const totals = `tests="${some.length}" failures="${count("broken", "suspect")}" errors="${count("crashed")}" skipped="${count("not-looked-at")}"`;
    const cases = some.map((result) => testCase(link, result)).join("\n");
    return `  <testsuite name="${escape(LINK_TITLES[link])}" ${totals}>\n${cases}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="pmp-xray ${command}">\n${suites.join("\n")}\n</testsuites>\n`;
}

function testCase(link: string, { check, status, findings, reason = "" }: Result): string {
  const open = `    <testcase classname="${link}" name="${escape(check.name)}"`;
  const body = findings
    .map(({ message, evidence = [], fix = check.fix }) => [message, ...evidence, `fix: ${fix}`].join("\n"))
    .join("\n\n");
  const first = escape(findings[0]?.message ?? reason);
  switch (status) {
    case "holds":
      return `${open}/>`;
    case "not-looked-at":
      return `${open}><skipped message="${first}"/></testcase>`;
    case "crashed":
      return `${open}><error message="crashed">${escape(reason)}</error></testcase>`;
    default:
      return `${open}><failure type="${status}" message="${first}">${escape(body)}</failure></testcase>`;
  }
}

/** Text in an attribute or an element. What XML has no way to write is left out. */
function escape(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- these are what XML 1.0 does not allow
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replaceAll("\n", "&#10;")
  );
}
