import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../../..");
export const bin = join(root, "cli/pmp-xray.mjs");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Options {
  /** Default: the root of the repository. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node itself. */
  readonly node?: readonly string[];
  /** What the program finds on standard input. Default: nothing. */
  readonly input?: string;
}

/** No AWS settings of the machine reach the program: neither variables nor files nor instance metadata. */
export const NO_AWS = {
  PATH: process.env.PATH ?? "",
  HOME: "/nonexistent",
  AWS_CONFIG_FILE: "/nonexistent/config",
  AWS_SHARED_CREDENTIALS_FILE: "/nonexistent/credentials",
  AWS_EC2_METADATA_DISABLED: "true",
};

/** Runs the program as a process of its own. */
export function pmpXray(
  args: readonly string[],
  { cwd = root, env = {}, node = [], input }: Options = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...node, bin, ...args], {
      cwd,
      env: { ...NO_AWS, ...env },
      stdio: "pipe",
    });
    // A program that has found a mistake may end without reading it.
    child.stdin.on("error", () => undefined).end(input);
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.once("error", reject);
    child.once("close", (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

/** Runs the program and checks its exit code, and that standard error is empty. */
export async function answers(line: string, code: 0 | 1, options: Options = {}): Promise<string> {
  const ended = await pmpXray(line.split(" "), options);
  assert.deepEqual([ended.code, ended.stderr], [code, ""], ended.stdout);
  return ended.stdout;
}

/** Runs the program, which must refuse with exit code 2, nothing on standard output, and these lines. */
export async function refuses(line: string, errors: RegExp, options: Options = {}): Promise<void> {
  const ended = await pmpXray(line.split(" "), options);
  assert.deepEqual([ended.code, ended.stdout], [2, ""], ended.stderr);
  assert.match(ended.stderr, errors);
}

export interface Folder {
  readonly path: string;
  write(file: string, text: string): void;
  remove(): void;
}

/** A folder of its own, with copies of the repository's stack files or with none. */
export function temporaryFolder(stacks: readonly string[] = []): Folder {
  const path = mkdtempSync(join(tmpdir(), "pmp-xray-cli-"));
  for (const stack of stacks) cpSync(join(root, `Pulumi.${stack}.yaml`), join(path, `Pulumi.${stack}.yaml`));
  return {
    path,
    write: (file, text) => {
      writeFileSync(join(path, file), text);
    },
    remove: () => {
      rmSync(path, { recursive: true });
    },
  };
}
