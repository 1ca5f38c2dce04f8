import { constants } from "node:os";
import spawn from "cross-spawn";
import { killTree } from "./process-tree.ts";

export interface Command {
  readonly command: readonly string[];
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Keeps standard output free for JSON: the command's output goes to standard error. */
  readonly outputToErrors: boolean;
}

/** The user's command while it runs. */
export interface Child {
  /** Its exit code; 128 and the signal's number when a signal ended it. Rejects when it can't be started. */
  readonly ended: Promise<number>;
  signal(name: NodeJS.Signals): void;
  /** Ends it and all that it started, without asking. */
  kill(): Promise<void>;
}

/** Starts the command without a shell, so that its arguments are not changed; cross-spawn handles .cmd files. */
export function startChild({ command, folder, env, outputToErrors }: Command): Child {
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    cwd: folder,
    env,
    stdio: ["inherit", outputToErrors ? 2 : "inherit", "inherit"],
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? (signal === null ? 1 : 128 + constants.signals[signal])));
  });
  return {
    ended,
    signal: (name) => void child.kill(name),
    kill: async () => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) await killTree(child.pid);
    },
  };
}
