import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findMigration, type Migration } from "@pmp/migrate";
import { readTree } from "./fixtures.ts";

/** A small repository in a temporary folder. */
export class Repository {
  readonly folder = mkdtempSync(join(tmpdir(), "pmp-xray-migrate-"));

  constructor(files: Readonly<Record<string, string>>) {
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** The text of each file. */
  files(): Record<string, string> {
    return readTree(this.folder);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** What migrate finds in files, and the texts that it would write. */
export async function migrated(
  files: Readonly<Record<string, string>>,
): Promise<Migration & { readonly after: Readonly<Record<string, string>> }> {
  const repository = new Repository(files);
  try {
    const migration = await findMigration(repository.folder);
    const after = Object.fromEntries(migration.changes.map((change) => [change.path, change.after]));
    return { ...migration, after };
  } finally {
    repository.remove();
  }
}
