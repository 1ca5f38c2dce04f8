import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const PATIENCE_MS = 15_000;

/** One service of the shop, in a process of its own. */
export class Service {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  /** Starts a service and waits until it listens. */
  static async start(name: string, env: Readonly<Record<string, string>>): Promise<Service> {
    const child = spawn(process.execPath, [join(import.meta.dirname, "server.ts")], {
      cwd: import.meta.dirname,
      env: { PATH: process.env.PATH ?? "", OTEL_SERVICE_NAME: name, ROLE: name, ...env },
      // It ends with its standard input, so that it never outlives the tests.
      stdio: ["pipe", "pipe", "inherit"],
    });
    let said = "";
    child.stdout.on("data", (data: Buffer) => (said += data.toString()));
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const port = /port (\d+)/.exec(said)?.[1];
      if (port !== undefined) return new Service(child, `http://127.0.0.1:${port}`);
      if (Date.now() > deadline || child.exitCode !== null) throw new Error(`${name} did not start: ${said}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, "close");
    this.#child.kill("SIGTERM");
    await ended;
  }
}
