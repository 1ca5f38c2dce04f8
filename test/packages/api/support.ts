import { spawn, type ChildProcess, type ChildProcessByStdio } from "node:child_process";
import type { Readable } from "node:stream";
import { join } from "node:path";

const MAIN = join(import.meta.dirname, "../../../packages/api/src/main.ts");

/** The reference API in a process of its own, once it listens; whoever starts it ends it. */
export async function startApi(env: Record<string, string>): Promise<{ child: ChildProcess; port: number }> {
  const child: ChildProcessByStdio<null, Readable, null> = spawn(process.execPath, [MAIN], {
    env: { PORT: "0", OTEL_SERVICE_NAME: "pmp-api", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  for await (const data of child.stdout) {
    said += String(data);
    const match = /port (\d+)/.exec(said);
    if (match) return { child, port: Number(match[1]) };
  }
  throw new Error(`the API ended: ${said}`);
}
