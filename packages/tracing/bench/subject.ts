import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";

export interface Variant {
  name: string;
  /** Where its packages are installed. */
  directory: string;
  /** File to load first. */
  setup?: string;
  env?: Record<string, string>;
}

export interface Usage {
  /** Microseconds of CPU since the start, of all threads. */
  cpu: number;
  /** Bytes. */
  rss: number;
  heap: number;
}

export interface Start {
  /** Microseconds of CPU until the server listened. */
  cpu: number;
  /** Milliseconds until the server listened. */
  wall: number;
}

/** One variant's server in a process of its own. */
export class Subject {
  readonly variant: Variant;
  readonly port: number;
  readonly start: Start;
  readonly #child: ChildProcess;

  private constructor(variant: Variant, child: ChildProcess, listening: Record<string, unknown>) {
    this.variant = variant;
    this.port = Number(listening.port);
    this.start = { cpu: Number(listening.cpu), wall: Number(listening.wall) };
    this.#child = child;
  }

  static async start(variant: Variant): Promise<Subject> {
    const child = fork(join(variant.directory, "app.cjs"), {
      execArgv: ["--expose-gc", ...(variant.setup === undefined ? [] : ["--require", variant.setup])],
      env: { PATH: process.env.PATH ?? "", NODE_ENV: "production", OTEL_SERVICE_NAME: "bench", ...variant.env },
      // Tracing's messages go to stderr, which is not read: writing them is part of the cost.
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    return new Subject(variant, child, await messageOf(child, variant.name));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Its usage since the start. */
  usage(): Promise<Usage> {
    return this.#ask("usage");
  }

  /** The same after a garbage collection, for the memory. */
  usageAfterCollection(): Promise<Usage> {
    return this.#ask("memory");
  }

  async #ask(what: string): Promise<Usage> {
    this.#child.send(what);
    const { cpu, rss, heap } = await messageOf(this.#child, this.variant.name);
    return { cpu: Number(cpu), rss: Number(rss), heap: Number(heap) };
  }

  stop(): void {
    this.#child.kill("SIGKILL");
  }
}

/** The next message of a process; rejects when it ends first. */
export function messageOf(child: ChildProcess, name: string): Promise<Record<string, unknown>> {
  return new Promise((done, failed) => {
    const onExit = (code: number | null): void => failed(new Error(`${name} ended with ${code ?? "a signal"}`));
    child.once("exit", onExit);
    child.once("message", (message: Record<string, unknown>) => {
      child.removeListener("exit", onExit);
      done(message);
    });
  });
}
