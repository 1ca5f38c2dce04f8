import { resolve } from "node:path";
import { UsageError } from "@pmp/command-line";
import { JSON_OPTION, type Define, type Invocation } from "./invocation.ts";

export const define: Define = (command, invocation) => {
  command
    .argument("[FOLDER]", "the repository; default: the current folder")
    .option("--write", "make the changes; needs a git tree without uncommitted changes")
    .option("--force", "write without that")
    .option("--accept <RULE...>", "make what these rules propose, instead of deciding at each place")
    .option("--checklist", "print the guide's ten points as they stand, as Markdown")
    .option("--stack <STACK>", "for --checklist: also read the account of this stack")
    .option("--from <FILE>", "for --checklist: the account by a file of verify --save")
    .option(...JSON_OPTION)
    .option("--sarif", "print the findings as SARIF 2.1.0")
    .action((folder, options) =>
      options.checklist ? checklist(invocation, folder, options) : migrate(invocation, folder, options),
    );
};

interface Options {
  readonly write?: true | undefined;
  readonly force?: true | undefined;
  readonly accept?: readonly string[] | undefined;
  readonly checklist?: true | undefined;
  readonly stack?: string | undefined;
  readonly from?: string | undefined;
  readonly json?: true | undefined;
  readonly sarif?: true | undefined;
}

async function migrate(
  invocation: Invocation,
  folder = ".",
  { write, force, accept = [], stack, from, json, sarif }: Options,
): Promise<void> {
  if (stack !== undefined || from !== undefined) {
    throw new UsageError("--stack and --from are for --checklist only: add --checklist, or leave them out.");
  }
  if (force && !write) throw new UsageError("--force is for --write only: add --write, or leave --force out.");
  if (json && sarif) throw new UsageError("--json and --sarif exclude each other: give one of them.");
  // Only here, because it brings parsers with it that no other command needs.
  const {
    findMigration,
    formatMigration,
    formatResumed,
    interruptedRun,
    migrationJson,
    migrationSarif,
    reasonNotToWrite,
    resumeWriting,
    writeChanges,
    MissingTsMorphError,
    RULES,
    WriteError,
  } = await import("@pmp/migrate");
  const unknown = accept.filter((each) => !RULES.some(({ name }) => name === each));
  if (unknown.length > 0) {
    throw new UsageError(
      `--accept ${unknown.join(" ")}: no such rule. Rules: ${RULES.map(({ name }) => name).join(", ")}.`,
    );
  }
  const root = resolve(invocation.folder, folder);
  const failed = (error: unknown): never => {
    throw error instanceof WriteError ? new UsageError(error.message) : error;
  };
  const resumed = write ? await resumeWriting(root).catch(failed) : undefined;
  const interrupted = write ? undefined : await interruptedRun(root).catch(failed);
  const isComplete = resumed?.complete === true;
  if (write && !force && !isComplete) {
    const reason = await reasonNotToWrite(root);
    if (reason !== undefined) throw new UsageError(reason);
  }
  const migration = await findMigration(root, { accept: new Set(accept) }).catch((error: unknown) => {
    throw error instanceof MissingTsMorphError ? new UsageError(error.message) : unreadable(folder, error);
  });
  // What else there is to change would be mixed with what the interrupted run has written.
  const reason = isComplete && !force && migration.changes.length > 0 ? await reasonNotToWrite(root) : undefined;
  if (reason !== undefined && isComplete) throw new UsageError(`${formatResumed(resumed)}\n${reason}`);
  if (write) await writeChanges(root, migration.changes).catch(failed);
  const remaining = migration.findings.filter(({ level, path }) => {
    const unit = migration.units.find(({ files }) => files.includes(path));
    return !write || level === "say" || (unit?.blockedBy.length ?? 0) > 0;
  });
  invocation.reply(
    {
      found:
        remaining.length > 0 ||
        interrupted !== undefined ||
        migration.units.some(({ blockedBy }) => blockedBy.length > 0),
      text: [
        ...(resumed === undefined ? [] : [formatResumed(resumed)]),
        ...(interrupted === undefined
          ? []
          : [
              `An earlier --write was interrupted with ${interrupted} ${interrupted === 1 ? "file" : "files"} left to write. To complete it: pmp-xray migrate --write`,
            ]),
        formatMigration(migration, write === true),
      ].join("\n\n"),
      json: sarif
        ? migrationSarif(migration)
        : {
            ...migrationJson(migration),
            ...(resumed && { resumed }),
            ...(interrupted !== undefined && { interrupted }),
          },
    },
    json ?? sarif,
  );
}

async function checklist(
  invocation: Invocation,
  folder = ".",
  { write, force, accept, stack, from, json, sarif }: Options,
): Promise<void> {
  if (write || force || accept || sarif) {
    throw new UsageError("--checklist only reads: leave --write, --force, --accept and --sarif out.");
  }
  const { checklistMarkdown, findChecklist, MissingTsMorphError } = await import("@pmp/migrate");
  // Only here, because the checks load parts of the AWS SDK.
  const account =
    stack === undefined && from === undefined
      ? undefined
      : await (await import("../checks/account-results.ts")).accountResults(invocation, { stack, from });
  const states = await findChecklist(resolve(invocation.folder, folder), account).catch((error: unknown) => {
    throw error instanceof MissingTsMorphError ? new UsageError(error.message) : unreadable(folder, error);
  });
  // Points that no file can show are open until the account shows them, but nothing is left to migrate for them.
  const found = states.some(({ repository }) => repository?.done === false);
  invocation.reply({ found, text: checklistMarkdown(states, stack ?? from), json: states }, json);
}

function unreadable(folder: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "ENOENT" && code !== "ENOTDIR") return error;
  return new UsageError(`${folder} is no folder: name the folder of a repository.`);
}
