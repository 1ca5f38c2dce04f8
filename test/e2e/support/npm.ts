import { cacheDir } from "@pmp/tools";
import { join } from "node:path";
import { execa, type ResultPromise } from "execa";
import { portOptions } from "./ports.ts";

export const repository = join(import.meta.dirname, "..", "..", "..");
export const cache = cacheDir();

const options = { cwd: repository, reject: false, stdin: "ignore" } as const;

/**
 * One of the commands of the README, as a person runs it; never throws for its exit code. A start of the cluster listens on free
 * ports, unless `args` names ports.
 */
export async function npmRun(
  command: "start" | "stop" | "status",
  args: readonly string[] = [],
  env: Record<string, string> = {},
) {
  const clustered = args.some((arg) => ["--full", "--platform", "--context"].includes(arg));
  const ports = clustered && !args.some((arg) => arg.endsWith("-port")) ? await portOptions() : [];
  const result = await execa("npm", ["run", "--silent", command, "--", ...args, ...ports], { ...options, env });
  return {
    exitCode: result.exitCode,
    stdout: result.stdout,
    stderr: result.stderr,
    all: `${result.stdout}\n${result.stderr}`,
  };
}

/** `npm start -- --full` that the test can interrupt: the process itself, not npm around it, gets the signal. */
export async function startProcess(): Promise<{ child: ResultPromise<typeof options> }> {
  const args = ["start", "--full", ...(await portOptions())];
  return { child: execa(process.execPath, [join(repository, "local", "main.ts"), ...args], options) };
}
