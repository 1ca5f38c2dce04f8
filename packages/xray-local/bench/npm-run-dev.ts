import { spawn } from "node:child_process";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../../..");

/** Milliseconds of one `npm run dev`, each from its very start. */
export interface DevTimes {
  /** The page can be opened. */
  readonly page: number;
  /** The reference API answers. */
  readonly api: number;
  /** The trace of the first request is told, on the terminal and to the page. */
  readonly trace: number;
}

/** Starts `npm run dev` as a developer does, sends one request as soon as the API listens, and waits for its trace. */
export async function timeNpmRunDev(): Promise<DevTimes> {
  const begun = performance.now();
  const times = { page: 0, api: 0, trace: 0 };
  const words = ["run", "--silent", "dev", "--", "--json", "--no-open"];
  // A process group of its own, so that the end reaches npm and all below it, as Ctrl-C does.
  const dev = spawn("npm", words, {
    cwd: ROOT,
    detached: true,
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise((resolve) => dev.once("close", resolve));
  let said = "";
  try {
    await new Promise<void>((resolve, reject) => {
      dev.once("error", reject);
      dev.once("exit", () => reject(new Error(`npm run dev ended: ${said}`)));
      dev.stderr.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (times.page === 0 && said.includes("X-Ray on this machine: ")) times.page = performance.now() - begun;
        const [, port] = /listens on port (\d+)/.exec(said) ?? [];
        if (port === undefined || times.api > 0) return;
        times.api = performance.now() - begun;
        fetch(`http://127.0.0.1:${port}/api/products`).catch(reject);
      });
      dev.stdout.setEncoding("utf8").on("data", (text: string) => {
        if (!text.includes("/api/products")) return;
        times.trace = performance.now() - begun;
        resolve();
      });
    });
  } finally {
    if (dev.pid !== undefined && dev.exitCode === null) process.kill(-dev.pid, "SIGINT");
    await ended;
  }
  return times;
}
