import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { bin, root } from "../../support/program.ts";

export const apps = join(import.meta.dirname, "../apps");

export interface SessionOptions {
  /** Default: the folder of the apps; with `script` the root. */
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Options of Node itself. */
  readonly node?: readonly string[];
  /** Run instead of `pmp-xray dev`. */
  readonly script?: string;
}

/** `pmp-xray dev` as a process of its own, while it runs. */
export class Session {
  stdout = "";
  stderr = "";
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  #onOutput: () => void = () => undefined;

  /** @param args the arguments behind `dev` */
  constructor(args: readonly string[], { cwd, env = {}, node = [], script }: SessionOptions = {}) {
    const { PATH, HOME, TMPDIR } = process.env;
    const words = script === undefined ? [bin, "dev", ...args] : [script, ...args];
    this.#child = spawn(process.execPath, [...node, ...words], {
      cwd: cwd ?? (script === undefined ? apps : root),
      env: { PATH, HOME, TMPDIR, TZ: "UTC", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => this.#take("stdout", text));
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => this.#take("stderr", text));
    this.ended = new Promise((resolve) => this.#child.once("close", resolve));
    void this.ended.then(() => this.#onOutput());
  }

  #take(stream: "stdout" | "stderr", text: string): void {
    this[stream] += text;
    this.#onOutput();
  }

  /** Waits until this was printed, on either stream; fails when the program ends without. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    let over = false;
    void this.ended.then(() => (over = true));
    for (;;) {
      const found = pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
      if (found !== null) return found;
      assert.ok(!over, `ended without ${String(pattern)}:\n${this.stdout}\n${this.stderr}`);
      await new Promise<void>((resolve) => (this.#onOutput = resolve));
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** The address of the page and the API. */
  async url(): Promise<string> {
    return (await this.printed(/^X-Ray on this machine: (http:\S+)$/m))[1]!;
  }

  /** A request to the app, whose port it prints itself. */
  async request(path: string): Promise<Response> {
    const [, port] = await this.printed(/listens on (\d+)/);
    return fetch(`http://127.0.0.1:${port}${path}`);
  }

  /** Ends it and all that it started, whatever a test left behind: a second Ctrl-C kills. */
  async stop(): Promise<void> {
    this.signal("SIGINT");
    const again = setInterval(() => this.signal("SIGINT"), 1_000);
    await this.ended;
    clearInterval(again);
  }

  /** Ends it as Ctrl-C does, and gives its exit code. */
  async end(): Promise<number | null> {
    this.signal("SIGINT");
    return this.ended;
  }
}

/** The node of this process, whatever PATH has. */
export const node = process.execPath;
