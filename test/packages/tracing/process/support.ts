import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { FakeAgent } from "../support/fake-agent.ts";

const FIXTURES = join(import.meta.dirname, "fixtures");
const PATIENCE_MS = 15_000;

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A program of the fixtures in a process of its own. */
export class Program {
  stdout = "";
  stderr = "";
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;

  constructor(file: string, env: Record<string, string>) {
    this.#child = spawn(process.execPath, [file.startsWith("/") ? file : join(FIXTURES, file)], {
      env: { PATH: process.env.PATH ?? "", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout?.on("data", (data: Buffer) => (this.stdout += data.toString()));
    this.#child.stderr?.on("data", (data: Buffer) => (this.stderr += data.toString()));
    this.ended = once(this.#child, "close").then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
    }));
  }

  /** The environment for an agent on loopback. */
  static env(agent: FakeAgent, more: Record<string, string> = {}): Record<string, string> {
    return { AWS_XRAY_DAEMON_ADDRESS: agent.address, OTEL_SERVICE_NAME: "fixture", ...more };
  }

  async port(): Promise<number> {
    return Number((await this.says(/port (\d+)/))[1]);
  }

  /** Waits for a line on stdout. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const match = pattern.exec(this.stdout);
      if (match) return match;
      if (Date.now() > deadline || this.#child.exitCode !== null) {
        throw new Error(`the program did not say ${pattern.source}: ${this.stdout} ${this.stderr}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
