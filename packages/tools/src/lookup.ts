import { access, constants } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { TOOLS, type PathProbe, type ToolName } from "./catalog.ts";
import { capture } from "./run.ts";
import type { InstalledTool } from "./store.ts";
import { findVersion, isInRange } from "./versions.ts";

/** How long a program on PATH may take to tell its version, in milliseconds. */
const PROBE_TIMEOUT_MS = 10_000;

/** The tool from PATH, when all of its files are there and the version it reports is in range. */
export async function findOnPath(
  tool: ToolName,
  env: NodeJS.ProcessEnv,
  timeoutMs = PROBE_TIMEOUT_MS,
): Promise<InstalledTool | undefined> {
  const { files: names, probe } = TOOLS[tool];
  if (probe === undefined) return undefined;
  const dirs = [...pathDirs(env), ...(probe.dirs ?? [])];
  const files: Record<string, string> = {};
  for (const name of names) {
    const file = await findExecutable(name, dirs);
    if (file === undefined) return undefined;
    files[name] = file;
  }
  const version = await versionOf(files[names[0]] ?? names[0], probe, env, timeoutMs);
  if (version === undefined || !isInRange(version, probe.range)) return undefined;
  return { tool, version, source: "path", files };
}

/** The absolute path of an executable file in the first of the folders that has it. */
export async function findExecutable(name: string, dirs: readonly string[]): Promise<string | undefined> {
  for (const dir of dirs) {
    const file = join(dir, name);
    try {
      await access(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** The absolute folders of PATH. Relative ones are left out: a tool must not depend on where a command was started. */
export function pathDirs(env: NodeJS.ProcessEnv): string[] {
  return (env.PATH ?? "").split(delimiter).filter((dir) => isAbsolute(dir));
}

async function versionOf(
  file: string,
  probe: PathProbe,
  env: NodeJS.ProcessEnv,
  timeoutMs: number,
): Promise<string | undefined> {
  const answer = await capture(file, probe.args, { env: { ...env, ...probe.env }, timeoutMs });
  return answer?.ok === true ? findVersion(answer.output) : undefined;
}
