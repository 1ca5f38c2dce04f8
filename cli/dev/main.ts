import { UsageError } from "../sampling/host.ts";
import { useLittleMemory } from "@pmp/xray-local";
import { wantsColor } from "../color.ts";
import { wantsBrowser } from "./browser.ts";
import { prepare } from "./prepare.ts";
import { DEV_USAGE, readDevOptions } from "./options.ts";
import { runSession } from "./session.ts";

/**
 * `pmp-xray dev`: runs until the command or the user ends it.
 *
 * @param argv the arguments behind `dev`
 * @returns the exit code
 */
export async function dev(argv: readonly string[]): Promise<number> {
  const { stdout, stderr, env, platform } = process;
  const read = readDevOptions(argv);
  if (read.options.help) {
    stdout.write(DEV_USAGE);
    return 0;
  }
  const place = { folder: process.cwd(), env, platform };
  try {
    useLittleMemory();
    const prepared = prepare(read, place);
    return await runSession(prepared, {
      ...place,
      output: (line) => void stdout.write(`${line}\n`),
      say: (line) => void stderr.write(`${line}\n`),
      color: wantsColor(env, stdout.isTTY),
      openByDefault: wantsBrowser({ env, platform, isTerminal: stdout.isTTY }),
      isTerminal: process.stdin.isTTY,
      source: process,
    });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    stderr.write(`${error.message}\n`);
    return 2;
  }
}
