import { z } from "zod";

const status = z.enum(["holds", "broken", "suspect", "not-looked-at", "crashed"]);

/** What `verify` and `doctor` print with --json, as far as it is answered. */
const printed = z.object({
  exitCode: z.int(),
  target: z.record(z.string(), z.unknown()),
  shape: z.record(z.string(), z.unknown()),
  firstBroken: z.string().nullable(),
  counts: z.record(z.string(), z.int()),
  links: z.array(
    z.object({
      link: z.string(),
      checks: z.array(
        z.object({
          name: z.string(),
          title: z.string(),
          status,
          applies: z.boolean(),
          severity: z.string(),
          reason: z.string().optional(),
          consequenceOf: z.string().optional(),
          findings: z.array(
            z.object({
              message: z.string(),
              object: z.string().optional(),
              evidence: z.array(z.string()).optional(),
              fix: z.string(),
            }),
          ),
          page: z.string(),
        }),
      ),
    }),
  ),
});

const problem = z.object({
  check: z.string(),
  link: z.string().describe("account, identity, agent, network, app, propagation, sampling, store or alarms"),
  title: z.string(),
  status,
  severity: z.string(),
  message: z.string(),
  evidence: z.array(z.string()),
  fix: z.string(),
  consequenceOf: z.string().optional().describe("the check whose fix is the fix of this one too"),
  page: z.string(),
});

/** The answer about a deployment. */
export const REPORT = {
  verdict: z.string(),
  firstBroken: problem.optional().describe("the first broken link of the chain: mend it first"),
  problems: z.array(problem),
  notLookedAt: z.array(z.object({ check: z.string(), reason: z.string() })),
  counts: z.record(z.string(), z.int()),
  target: z.record(z.string(), z.unknown()),
  shape: z.record(z.string(), z.unknown()),
  leftOut: z.array(z.string()),
};
type Answer = z.input<z.ZodObject<typeof REPORT>>;

/** How to ask for what did not fit. */
export const REPORT_MORE = {
  problems: "Ask for some checks by only.",
  notLookedAt: "They need rights or facts that are missing: pmp-xray doctor lists them all.",
};

/** A report of `--json`, without the checks that hold. */
export function reportOf(command: "verify" | "doctor", json: unknown): Answer {
  const { exitCode, target, shape, firstBroken, counts, links } = printed.parse(json);
  const checks = links.flatMap(({ link, checks }) => checks.map((check) => ({ link, ...check })));
  const problems = checks
    .filter(({ applies, status }) => applies && status !== "holds" && status !== "not-looked-at")
    .flatMap(({ name, link, title, status, severity, reason = "", consequenceOf, findings, page }) =>
      (findings.length === 0 ? [{ message: reason, fix: "Report it.", evidence: [] }] : findings).map((finding) => ({
        check: name,
        link,
        title,
        status,
        severity,
        message: finding.message,
        evidence: finding.evidence ?? [],
        fix: finding.fix,
        ...(consequenceOf !== undefined && { consequenceOf }),
        page,
      })),
    );
  const first = problems.find(({ check }) => check === firstBroken);
  return {
    verdict: verdictOf(command, exitCode, first),
    ...(first !== undefined && { firstBroken: first }),
    problems,
    notLookedAt: checks
      .filter(({ applies, status }) => applies && status === "not-looked-at")
      .map(({ name, reason = "" }) => ({ check: name, reason })),
    counts,
    target,
    shape,
    leftOut: [],
  };
}

function verdictOf(
  command: "verify" | "doctor",
  exitCode: number,
  first: { link: string; check: string } | undefined,
): string {
  if (exitCode === 2) return "A check crashed, which is a mistake of pmp-xray.";
  if (first !== undefined) return `The first broken link is ${first.link} (${first.check}).`;
  if (command === "doctor") return "Nothing that was looked at is broken. verify proves it by a request of its own.";
  return exitCode === 0 ? "Proven: every link holds." : "Not proven: something was not looked at, or did not hold.";
}
