import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { join } from "node:path";
import { PACKAGE } from "../../support/built.ts";
import type { Subject } from "./programs.ts";

/** For a process that never ends; one that does takes a second at most. */
const NEVER_MS = 20_000;

/** What can be seen of a program from outside. */
export interface Seen {
  end: number | string;
  stdout: string;
  stderr: string;
  answers: string[];
}

export interface Place {
  folder: string;
  /** The file of the program, in the folder. */
  file: string;
  env: Record<string, string>;
}

export async function run(subject: Subject, { folder, file, env }: Place, traced: boolean): Promise<Seen> {
  const options = traced ? ["--import", join(PACKAGE, "dist/register.mjs")] : [];
  const child = spawn(process.execPath, [...options, subject.piped === true ? "-" : file], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", OTEL_LOG_LEVEL: "none", ...env },
  });
  const seen = { stdout: "", stderr: "" };
  child.stdout.on("data", (data: Buffer) => (seen.stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (seen.stderr += data.toString()));
  child.stdin.on("error", () => undefined);
  child.stdin.end(subject.piped === true ? subject.code : (subject.stdin ?? ""));
  const timer = setTimeout(() => child.kill("SIGKILL"), NEVER_MS);
  const closed = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  const answers = await treat(subject, child, () => seen.stdout);
  const [code, signal] = await closed;
  clearTimeout(timer);
  return {
    end: signal === "SIGKILL" ? "never" : (signal ?? code ?? "?"),
    stdout: plain(seen.stdout),
    stderr: plain(seen.stderr),
    answers,
  };
}

async function treat(
  { requests = [], signals = [] }: Subject,
  child: ChildProcessWithoutNullStreams,
  stdout: () => string,
): Promise<string[]> {
  const answers: string[] = [];
  if (requests.length > 0) {
    const port = Number((await said(child, stdout, /port (\d+)/))?.[1]);
    for (const path of requests) answers.push(await ask(port, path));
  }
  for (const [after, signal] of signals) {
    await said(child, stdout, new RegExp(after));
    // The text is printed in the turn in which the program becomes ready; the next ones belong to it.
    await new Promise((resolve) => setTimeout(resolve, 30));
    child.kill(signal);
  }
  return answers;
}

async function said(
  child: ChildProcessWithoutNullStreams,
  stdout: () => string,
  pattern: RegExp,
): Promise<RegExpExecArray | null> {
  const lives = (): boolean => child.exitCode === null && child.signalCode === null;
  while (lives()) {
    const match = pattern.exec(stdout());
    if (match) return match;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return null;
}

/** Status and body, or the code of the error. */
function ask(port: number, path: string): Promise<string> {
  return new Promise((resolve) => {
    const outgoing = request(
      { host: "127.0.0.1", port, path, agent: false, method: "POST", headers: { "content-type": "text/plain" } },
      (response) => {
        let body = "";
        response.on("data", (data: Buffer) => (body += data.toString()));
        response.on("close", () => {
          const names = response.rawHeaders.filter((_, i) => i % 2 === 0).join();
          resolve(`${response.statusCode ?? 0} ${names} ${body}`);
        });
      },
    );
    outgoing.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    outgoing.end("text");
  });
}

/** Without what differs between any two runs: ids of processes, ports, and lines of Node's own code. */
function plain(text: string): string {
  return text
    .replace(/\(node:\d+\)/g, "(node)")
    .replace(/port \d+/g, "port")
    .replace(/(node:[a-z_/]+):\d+:\d+/g, "$1");
}
