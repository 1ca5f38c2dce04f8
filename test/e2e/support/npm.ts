import { cacheDir } from "@pmp/tools";
import { join } from "node:path";
import { execa, type ResultPromise } from "execa";

export const repository = join(import.meta.dirname, "..", "..", "..");
export const cache = cacheDir();

const options = { cwd: repository, reject: false, stdin: "ignore" } as const;

/** One of the commands of the README, as a person runs it; never throws for its exit code. */
export async function npmRun(
  command: "start" | "stop" | "status",
  args: readonly string[] = [],
  env: Record<string, string> = {},
) {
  const result = await execa("npm", ["run", "--silent", command, "--", ...args], { ...options, env });
  return {
    exitCode: result.exitCode,
    stdout: result.stdout,
    stderr: result.stderr,
    all: `${result.stdout}\n${result.stderr}`,
  };
}

/** `npm start` that the test can interrupt: the process itself, not npm around it, gets the signal. */
export function startProcess(args: readonly string[] = []): ResultPromise<typeof options> {
  return execa(process.execPath, [join(repository, "local", "main.ts"), "start", ...args], options);
}
