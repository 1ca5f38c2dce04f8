import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, parse } from "node:path";
import { UsageError } from "@pmp/command-line";
import type { Client } from "./clients.ts";
import { addEntry, entryOf } from "./entry.ts";

/** What was done with a client's file. */
export interface Done {
  readonly client: string;
  readonly file: string;
  readonly result: "written" | "unchanged";
}

/**
 * Writes the entry of the server into the files of clients. All are read first, so that a bad one leaves all as they are.
 *
 * @throws UsageError with what is wrong with each file
 */
export function writeEntries(
  folder: string,
  clients: readonly Client[],
  serverArguments: readonly string[],
  replace: boolean,
): readonly Done[] {
  const problems: string[] = [];
  const planned = clients.flatMap((client) => {
    try {
      const path = join(folder, client.file);
      const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
      return [{ client, path, ...addEntry(client, before, entryOf(client, serverArguments), replace) }];
    } catch (error) {
      problems.push(error instanceof UsageError ? error.message : unusable(client, error));
      return [];
    }
  });
  if (problems.length > 0) throw new UsageError(problems.join("\n"));
  return planned.map(({ client, path, text, same }) => {
    if (!same) write(client, path, text);
    return { client: client.name, file: client.file, result: same ? "unchanged" : "written" };
  });
}

/** Writes beside it first: a full disk must not leave half of somebody's settings. */
function write(client: Client, path: string, text: string): void {
  const beside = `${path}.pmp-xray-new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(beside, text, existsSync(path) ? { mode: statSync(path).mode } : {});
    renameSync(beside, path);
  } catch (error) {
    throw new UsageError(unusable(client, error));
  }
}

function unusable({ file }: Client, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `${file} can't be read or written (${reason}). Correct its rights, or choose another folder.`;
}

/** Whether `npx --no-install pmp-xray` finds the program in the folder. */
export function isInstalled(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, "node_modules", ".bin", "pmp-xray"))) return true;
    if (at === parse(at).root) return false;
  }
}
