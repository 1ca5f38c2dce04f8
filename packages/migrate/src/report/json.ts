import type { Migration } from "../migration.ts";
import { formatDiff } from "./diff.ts";

/** The same for programs. */
export function migrationJson({ findings, units, changes, skipped, files }: Migration): object {
  return {
    files,
    findings: findings.map(({ rule: { name, title, why, fix }, ...rest }) => ({
      rule: name,
      ...rest,
      title,
      why,
      fix,
    })),
    units,
    changes: changes.map(({ path, before }) => ({ path, created: before === undefined })),
    diff: formatDiff(changes),
    skipped,
  };
}
