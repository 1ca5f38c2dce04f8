import type { Finding, Migration } from "../migration.ts";
import { formatDiff } from "./diff.ts";

/** Findings by file, what a person must decide and why, and the diff. */
export function formatMigration(migration: Migration, written: boolean): string {
  const { findings, changes, skipped, files } = migration;
  const decisions = findings.filter(({ level }) => level === "say");
  const paths = [...new Set(findings.map(({ path }) => path))];
  const parts = paths.map((path) =>
    [path, ...findings.filter((each) => each.path === path).map(formatFinding)].join("\n"),
  );
  const rules = new Map(decisions.map(({ rule }) => [rule.name, rule]));
  if (rules.size > 0) {
    parts.push(
      [
        "To decide:",
        ...[...rules.values()].map(({ name, why, fix }) => `  ${name}\n    why: ${why}\n    fix: ${fix}`),
      ].join("\n"),
    );
  }
  const blocked = migration.units.filter(({ blockedBy }) => blockedBy.length > 0);
  if (blocked.length > 0) {
    parts.push(
      [
        "Left as it is, because a place in it needs a decision:",
        ...blocked.map(({ entries, blockedBy }) => `  ${entries.join(", ")}: ${blockedBy.join(", ")}`),
      ].join("\n"),
    );
  }
  if (skipped.length > 0)
    parts.push(["Not read:", ...skipped.map(({ path, reason }) => `  ${path}: ${reason}`)].join("\n"));
  if (changes.length > 0 && !written) parts.push(formatDiff(changes).trimEnd());
  parts.push(summary(migration, files, written));
  return parts.join("\n\n");
}

function formatFinding({ line, column, level, rule, message, note }: Finding): string {
  const what = `  ${line}:${column} ${level === "edit" ? "edit  " : "decide"} ${rule.name}: ${message}`;
  return note === undefined ? what : `${what}\n      ${note}`;
}

function summary({ findings, changes }: Migration, files: number, written: boolean): string {
  if (findings.length === 0) return `Nothing to migrate in ${count(files, "file")}.`;
  const decisions = findings.filter(({ level }) => level === "say").length;
  const what = `${count(findings.length, "place")} in ${count(files, "file")}, ${decisions} to decide.`;
  if (changes.length === 0) return `${what} Nothing can be written yet.`;
  const done = written
    ? `${count(changes.length, "file")} written.`
    : `${count(changes.length, "file")} would be written: pmp-xray migrate --write`;
  return `${what} ${done}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
