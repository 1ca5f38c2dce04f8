import { useLittleMemory } from "@pmp/xray-local";
import { wantsBrowser } from "./browser.ts";
import type { readDevOptions } from "./options.ts";
import { prepare } from "./prepare.ts";
import { runSession } from "./session.ts";

/**
 * Runs X-Ray and the user's command until one of them ends.
 *
 * @returns the exit code
 * @throws UsageError with everything that is wrong
 */
export async function runDev(
  read: ReturnType<typeof readDevOptions>,
  { folder, env }: { readonly folder: string; readonly env: NodeJS.ProcessEnv },
): Promise<number> {
  const { stdin, stdout, stderr, platform } = process;
  const context = { folder, env, platform };
  useLittleMemory();
  return runSession(prepare(read, context), {
    ...context,
    output: (line) => void stdout.write(`${line}\n`),
    say: (line) => void stderr.write(`${line}\n`),
    stream: stdout,
    openByDefault: wantsBrowser({ env, platform, isTerminal: stdout.isTTY }),
    isTerminal: stdin.isTTY,
    source: process,
  });
}
