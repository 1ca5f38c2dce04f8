import { TRACING, TRACING_IS_UNPUBLISHED } from "../code/packages.ts";
import { isManifest } from "../kinds.ts";
import type { Change, Finding, Migration } from "../migration.ts";
import type { Resumed } from "../write.ts";
import { formatDiff } from "./diff.ts";

/**
 * Findings by file, what a person must decide and why, and the diff; after writing, which files were made or changed in
 * place of the diff.
 */
export function formatMigration(migration: Migration, written: boolean): string {
  const { findings, changes, skipped, files } = migration;
  const decisions = findings.filter(({ level }) => level === "say");
  const paths = [...new Set(findings.map(({ path }) => path))];
  const state = stateOf(migration, written);
  const parts = paths.map((path) =>
    [path, ...findings.filter((each) => each.path === path).map((each) => formatFinding(each, state(each)))].join("\n"),
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
  if (changes.length > 0) parts.push(written ? formatWritten(changes) : formatDiff(changes).trimEnd());
  parts.push(summary(migration, files, written));
  return parts.join("\n\n");
}

/** What became of an earlier run that was interrupted. */
export function formatResumed({ complete, completed, written }: Resumed): string {
  if (complete) {
    const files = completed.map((path) => `  written ${path}`);
    const installs = [...completed, ...written].some((path) => isManifest(path)) ? howToInstall(true) : [];
    return ["An earlier run was interrupted, and is complete now.", ...files, ...installs].join("\n");
  }
  return written.length === 0
    ? "An earlier run was interrupted before it had changed anything."
    : `An earlier run was interrupted after it had written ${written.join(", ")}. Files have been changed since, so it was not completed.`;
}

/** What became of a finding: it would be made or is to be decided; after writing: made, or left with its unit. */
function stateOf({ units }: Migration, written: boolean): (finding: Finding) => "decide" | "edit" | "left" | "made" {
  const left = new Set(units.flatMap(({ files, blockedBy }) => (blockedBy.length > 0 ? files : [])));
  return ({ level, path }) => {
    if (level === "say") return "decide";
    if (!written) return "edit";
    return left.has(path) ? "left" : "made";
  };
}

function formatFinding({ line, column, rule, message, note }: Finding, state: string): string {
  const what = `  ${line}:${column} ${state.padEnd(6)} ${rule.name}: ${message}`;
  return note === undefined ? what : `${what}\n      ${note}`;
}

function formatWritten(changes: readonly Change[]): string {
  const lines = changes.map(({ path, before }) => `  ${before === undefined ? "created" : "changed"} ${path}`);
  const packages = changes.filter(({ path }) => isManifest(path));
  if (packages.length > 0) lines.push(...howToInstall(packages.some(({ after }) => after.includes(`"${TRACING}"`))));
  return ["Written:", ...lines].join("\n");
}

/** A bare `npm install` would ask the public registry for a name under which this project has published nothing. */
function howToInstall(named: boolean): string[] {
  const lock = "the lock file is not changed.";
  if (!named || !TRACING_IS_UNPUBLISHED) return [`  Run npm install: ${lock}`];
  return [
    `  Run npm install PATH/pmp-tracing-VERSION.tgz (in a workspace with -w NAME): ${lock}`,
    `  ${TRACING} is not published. npm run package in a clone of pmp-xray writes this file to dist/npm; without it, npm would`,
    "  install whatever the public registry has under that name.",
  ];
}

function summary(migration: Migration, files: number, written: boolean): string {
  const { findings, changes } = migration;
  if (findings.length === 0) return `Nothing to migrate in ${count(files, "file")}.`;
  const state = stateOf(migration, written);
  const number = (wanted: string): number => findings.filter((each) => state(each) === wanted).length;
  const places = `${count(findings.length, "place")} in ${count(files, "file")}`;
  if (written) {
    return `${places}: ${number("made")} made, ${number("left")} left, ${number("decide")} to decide. ${count(changes.length, "file")} written.`;
  }
  const what = `${places}, ${number("decide")} to decide.`;
  if (changes.length === 0) return `${what} Nothing can be written yet.`;
  return `${what} ${count(changes.length, "file")} would be written: pmp-xray migrate --write`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
