import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { dirname, join, resolve } from "node:path";
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

  /** @param options of Node itself, before the file */
  constructor(file: string, env: Record<string, string>, options: readonly string[] = []) {
    const path = resolve(FIXTURES, file);
    this.#child = spawn(process.execPath, [...options, path], {
      cwd: dirname(path),
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

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
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
      if (Date.now() > deadline || this.hasEnded) {
        throw new Error(`the program did not say ${pattern.source}: ${this.stdout} ${this.stderr}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
