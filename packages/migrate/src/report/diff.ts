import { createTwoFilesPatch } from "diff";
import type { Change } from "../migration.ts";

/** The changes as one unified diff, which `git apply` reads. */
export function formatDiff(changes: readonly Change[]): string {
  return changes
    .map(({ path, before, after }) =>
      createTwoFilesPatch(
        before === undefined ? "/dev/null" : `a/${path}`,
        `b/${path}`,
        before ?? "",
        after,
        undefined,
        undefined,
        { context: 2 },
      ).replace(/^=+\n/, ""),
    )
    .join("");
}
