import { resolve } from "node:path";
import { UsageError } from "@pmp/command-line";
import { JSON_OPTION, type Define, type Invocation } from "./invocation.ts";

export const define: Define = (command, invocation) => {
  command
    .argument("[FOLDER]", "the repository; default: the current folder")
    .option("--write", "make the changes; needs a git tree without uncommitted changes")
    .option("--force", "write without that")
    .option("--accept <RULE...>", "make what these rules propose, instead of deciding at each place")
    .option(...JSON_OPTION)
    .option("--sarif", "print the findings as SARIF 2.1.0")
    .action((folder, options) => migrate(invocation, folder, options));
};

interface Options {
  readonly write?: true | undefined;
  readonly force?: true | undefined;
  readonly accept?: readonly string[] | undefined;
  readonly json?: true | undefined;
  readonly sarif?: true | undefined;
}

async function migrate(
  invocation: Invocation,
  folder = ".",
  { write, force, accept = [], json, sarif }: Options,
): Promise<void> {
  if (force && !write) throw new UsageError("--force is for --write only: add --write, or leave --force out.");
  if (json && sarif) throw new UsageError("--json and --sarif exclude each other: give one of them.");
  // Only here, because it brings parsers with it that no other command needs.
  const {
    findMigration,
    formatMigration,
    migrationJson,
    migrationSarif,
    reasonNotToWrite,
    writeChanges,
    MissingTsMorphError,
    RULES,
  } = await import("@pmp/migrate");
  const unknown = accept.filter((each) => !RULES.some(({ name }) => name === each));
  if (unknown.length > 0) {
    throw new UsageError(
      `--accept ${unknown.join(" ")}: no such rule. Rules: ${RULES.map(({ name }) => name).join(", ")}.`,
    );
  }
  const root = resolve(invocation.folder, folder);
  if (write && !force) {
    const reason = await reasonNotToWrite(root);
    if (reason !== undefined) throw new UsageError(reason);
  }
  const migration = await findMigration(root, { accept: new Set(accept) }).catch((error: unknown) => {
    throw error instanceof MissingTsMorphError ? new UsageError(error.message) : unreadable(folder, error);
  });
  if (write) await writeChanges(root, migration.changes);
  const remaining = migration.findings.filter(({ level, path }) => {
    const unit = migration.units.find(({ files }) => files.includes(path));
    return !write || level === "say" || (unit?.blockedBy.length ?? 0) > 0;
  });
  invocation.reply(
    {
      found: remaining.length > 0,
      text: formatMigration(migration, write === true),
      json: sarif ? migrationSarif(migration) : migrationJson(migration),
    },
    json ?? sarif,
  );
}

function unreadable(folder: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "ENOENT" && code !== "ENOTDIR") return error;
  return new UsageError(`${folder} is no folder: name the folder of a repository.`);
}
