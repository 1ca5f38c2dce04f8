import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { delimiter, extname, resolve } from "node:path";

/** A program that is there. */
export interface Program {
  /** As the user named it. */
  readonly name: string;
  readonly path: string;
  /** Whether it runs, or starts, Node.js, so that tracing can be added by NODE_OPTIONS. */
  readonly isNode: boolean;
}

export interface CommandContext {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
}

/** The command's program, or a sentence that explains why there is none. */
export function findProgram(name: string, context: CommandContext): Program | string {
  const path = candidates(name, context).find(isProgram);
  if (path !== undefined) return { name, path, isNode: isNode(path) };
  if (/[\\/]/.test(name)) {
    const file = resolve(context.folder, name);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined) return `There is no file ${file} to run.`;
    return `${file} is ${found.isDirectory() ? "a folder" : "not executable"}. To run it with Node.js: pmp-xray dev -- node ${name}`;
  }
  const script = statSync(resolve(context.folder, name), { throwIfNoEntry: false });
  if (script?.isFile() === true)
    return `${name} is no program on PATH. To run it with Node.js: pmp-xray dev -- node ${name}`;
  return `There is no program ${name} on PATH. Install it, or give its path.`;
}

/** Candidate paths of a program, most likely first; on Windows with the extensions of executables. */
function candidates(name: string, { folder, env, platform }: CommandContext): string[] {
  const windows = platform === "win32";
  // Windows' own variable may be written Path.
  const key = Object.keys(env).find((each) => (windows ? each.toUpperCase() : each) === "PATH") ?? "PATH";
  const folders = /[\\/]/.test(name) ? [folder] : (env[key] ?? "").split(delimiter);
  const extensions = windows && extname(name) === "" ? (env.PATHEXT ?? ".COM;.EXE;.BAT;.CMD").split(";") : [""];
  return folders.flatMap((each) => extensions.map((extension) => resolve(folder, each, name) + extension));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const NODE = /^(node|nodejs|npm|npx|pnpm|pnpx|yarn|yarnpkg|tsx|ts-node|nodemon)(\.(exe|cmd|bat|ps1))?$/i;

function isNode(path: string): boolean {
  if (NODE.test(path.split(/[\\/]/).at(-1) ?? "")) return true;
  try {
    // Programs of npm packages begin so; on Windows they are .cmd files that call node.
    if (statSync(path).size > 1_000_000) return false;
    const text = readFileSync(path, "latin1");
    return /^#!.*\bnode\b/.test(text) || (/\.(cmd|bat)$/i.test(path) && /\bnode\b/i.test(text));
  } catch {
    return false;
  }
}
