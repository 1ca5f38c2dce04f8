import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { findMigration, type Migration } from "@pmp/migrate";

const FIXTURES = join(import.meta.dirname, "../fixtures");

/** A small repository as it is and as it will be: `fixtures/RULE/CASE`. */
export interface Fixture {
  readonly rule: string;
  readonly name: string;
  /** The repository as it is. */
  readonly before: string;
  /** Files that are changed or created, by path; empty if everything stays. */
  readonly after: Readonly<Record<string, string>>;
  /** What is said: the places to decide, and notes on changes. */
  readonly say: string;
}

/** All fixtures, by rule and case. */
export function fixtures(): Fixture[] {
  return readdirSync(FIXTURES).flatMap((rule) =>
    readdirSync(join(FIXTURES, rule)).map((name) => {
      const folder = join(FIXTURES, rule, name);
      const say = join(folder, "say.txt");
      return {
        rule,
        name,
        before: join(folder, "before"),
        after: existsSync(join(folder, "after")) ? readTree(join(folder, "after")) : {},
        say: existsSync(say) ? readFileSync(say, "utf8") : "",
      };
    }),
  );
}

/** The text of each file in a folder. */
export function readTree(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [relative(folder, path), readFileSync(path, "utf8")]));
}

/** What is said of a migration, one line for each place to decide, and for each note. */
export function said({ findings }: Migration): string {
  return findings
    .flatMap(({ path, line, level, rule, message, note }) => {
      const where = `${path}:${line} ${rule.name}`;
      if (level === "say") return [`${where}: ${message}\n`];
      return note === undefined ? [] : [`${where}: note: ${note}\n`];
    })
    .join("");
}

/** Finds what is to be done in a copy of a repository with some files replaced. */
export async function migrateCopy(folder: string, replaced: Readonly<Record<string, string>> = {}): Promise<Migration> {
  const { writeChanges } = await import("@pmp/migrate");
  const copy = mkdtempSync(join(tmpdir(), "pmp-xray-migrate-"));
  try {
    cpSync(folder, copy, { recursive: true });
    await writeChanges(
      copy,
      Object.entries(replaced).map(([path, after]) => ({ path, before: undefined, after })),
    );
    return await findMigration(copy);
  } finally {
    rmSync(copy, { recursive: true });
  }
}
