import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { getPriority, setPriority } from "node:os";
import { dirname } from "node:path";
import { finished } from "node:stream/promises";

export interface RunOptions {
  readonly env: NodeJS.ProcessEnv;
  /** File to which everything that the command prints is appended. */
  readonly log: string;
  readonly cwd?: string;
  readonly signal?: AbortSignal | undefined;
  /** Called for each line that the command prints; a carriage return ends a line too (progress bars). */
  readonly onLine?: (line: string) => void;
  /** Added to this process's niceness, which ends at 19; default 0. */
  readonly nice?: number;
}

const TAIL_LINES = 20;
/** How long a child that was asked to stop may take before it is killed, in milliseconds. */
const GRACE_MS = 5_000;

/** A command that ended with an error; the message ends with the last lines that it printed and where the rest is. */
export class CommandError extends Error {
  override readonly name = "CommandError";

  constructor(command: string, how: string, tail: readonly string[], log: string) {
    super([`${command} ${how}`, ...tail.map((line) => `  | ${line}`), `  The whole log: ${log}`].join("\n"));
  }
}

/**
 * Runs a command to its end, in a process group of its own. When the signal aborts, the whole group is asked to stop
 * and, after five seconds, killed; so are the compilers that cargo or go started.
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<void> {
  options.signal?.throwIfAborted();
  await mkdir(dirname(options.log), { recursive: true });
  const log = createWriteStream(options.log, { flags: "a" });
  log.write(`$ ${[command, ...args].join(" ")}\n`);
  const tail: string[] = [];
  const onLine = (line: string): void => {
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
    options.onLine?.(line);
  };
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const release = endWithUs(child, options.signal);
  if (child.pid !== undefined && options.nice !== undefined) {
    setPriority(child.pid, Math.min(19, getPriority() + options.nice));
  }
  const splitters = [child.stdout, child.stderr].map((stream) => {
    const lines = new LineSplitter(onLine);
    stream.setEncoding("utf8").on("data", (text: string) => {
      log.write(text);
      lines.push(text);
    });
    return lines;
  });
  try {
    const how = await outcome(child);
    for (const lines of splitters) lines.end();
    options.signal?.throwIfAborted();
    if (how !== undefined) throw new CommandError(command, how, tail, options.log);
  } finally {
    release();
    log.end();
    await finished(log);
  }
}

/** A command's output on both streams; undefined if it can't be started or takes longer than `timeoutMs`. */
export async function capture(
  command: string,
  args: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly timeoutMs?: number },
): Promise<{ readonly ok: boolean; readonly output: string } | undefined> {
  const child = spawn(command, args, {
    env: options.env,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: options.timeoutMs ?? 10_000,
    killSignal: "SIGKILL",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => {
    child.once("error", () => resolve(undefined));
    child.once("close", (code, signal) => resolve(signal === null ? { ok: code === 0, output } : undefined));
  });
}

/** Undefined for success, otherwise how the child ended. */
function outcome(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(`could not be started: ${error.message}`));
    child.once("close", (code, signal) => {
      if (code === 0) resolve(undefined);
      else resolve(signal === null ? `ended with exit code ${String(code)}` : `was ended by ${signal}`);
    });
  });
}

/** Ties the child's process group to the signal and to this process's own end. Returns what unties it. */
function endWithUs(child: ChildProcess, signal: AbortSignal | undefined): () => void {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    killGroup(child, "SIGTERM");
    timer = setTimeout(() => killGroup(child, "SIGKILL"), GRACE_MS);
  };
  const kill = (): void => killGroup(child, "SIGKILL");
  signal?.addEventListener("abort", stop, { once: true });
  process.once("exit", kill);
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    process.removeListener("exit", kill);
  };
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has ended already.
  }
}

class LineSplitter {
  private rest = "";
  private readonly onLine: (line: string) => void;

  constructor(onLine: (line: string) => void) {
    this.onLine = onLine;
  }

  push(text: string): void {
    const parts = (this.rest + text).split(/[\r\n]+/);
    this.rest = parts.pop() ?? "";
    for (const part of parts) this.emit(part);
  }

  end(): void {
    this.emit(this.rest);
    this.rest = "";
  }

  private emit(line: string): void {
    if (line.trim() !== "") this.onLine(line);
  }
}
