import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { Chaos } from "./chaos.ts";
import { doctor, findings, said, type Report } from "./doctor.ts";
import type { ChaosLink } from "./link.ts";

/** What doctor answered when a link was broken. */
export interface Answer {
  readonly link: string;
  /** The check that doctor named first. */
  readonly named: string;
  readonly message: string;
  readonly fix: string;
  /** Checks that it named as consequences, and others that it found. */
  readonly consequences: readonly string[];
  readonly others: readonly string[];
  /** How it was restored. */
  readonly restored: readonly string[];
}

/** Within this time doctor sees what is broken, and, after it was restored, nothing any more: milliseconds. */
const PATIENCE_MS = 90_000;
const POLL_MS = 1_000;

/** Asks doctor until it finds something. What it finds then is its answer: it is not asked until the answer is right. */
async function firstFinding(): Promise<Report> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const report = await doctor();
    if (report.firstBroken !== null) return report;
    assert.ok(Date.now() < deadline, `doctor finds nothing broken. ${findings(report).join("\n")}`);
    await sleep(POLL_MS);
  }
}

/** Waits until doctor finds nothing at all, not even a suspicion. */
export async function healthy(patience = PATIENCE_MS): Promise<Report> {
  const deadline = Date.now() + patience;
  for (;;) {
    const report = await doctor();
    const found = findings(report);
    if (found.length === 0) {
      assert.equal(report.exitCode, 0);
      return report;
    }
    assert.ok(Date.now() < deadline, `doctor still finds:\n${found.join("\n")}`);
    await sleep(POLL_MS);
  }
}

/** Names of pods and addresses are others each time. */
function withoutIds(text: string): string {
  return text
    .replaceAll(/\b(pmp-api)-[\da-f]{8,10}-[\da-z]{5}\b/g, "$1-…")
    .replaceAll(/\b(xray-daemon)-[\da-z]{5}\b/g, "$1-…")
    .replaceAll(/\b10(?:\.\d+){3}/g, "10.…");
}

/** Breaks a link, asks doctor, and restores the link, whatever happened. */
export async function breakLink(link: ChaosLink): Promise<Answer> {
  const chaos = new Chaos();
  let report: Report;
  let restored: string[];
  try {
    await link.break(chaos);
    report = await firstFinding();
  } finally {
    restored = await chaos.restore();
  }
  const named = report.firstBroken ?? "";
  assert.equal(named, link.expected, findings(report).join("\n"));
  const all = report.links.flatMap(({ checks }) => checks).filter(({ status }) => status === "broken");
  const because = all.filter(({ consequenceOf }) => consequenceOf !== undefined);
  const { message = "", fix = "" } = said(report, named) ?? {};
  return {
    link: link.name,
    named,
    message: withoutIds(message),
    fix: withoutIds(fix),
    consequences: because.map(({ name }) => name),
    others: all.filter((each) => each.name !== named && !because.includes(each)).map(({ name }) => name),
    restored,
  };
}
