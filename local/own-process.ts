import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Runs a script of Node.js with this terminal, and returns its exit code. An abort is passed on as SIGINT, and is thrown once the script
 * has ended: it may have to take something down first.
 */
export async function runInOwnProcess(script: string, args: readonly string[], signal: AbortSignal): Promise<number> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], { stdio: "inherit" });
  const interrupt = (): void => void child.kill("SIGINT");
  signal.addEventListener("abort", interrupt);
  try {
    const [code] = (await once(child, "exit")) as [number | null];
    signal.throwIfAborted();
    return code ?? 1;
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}
