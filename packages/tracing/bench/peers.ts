import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

const HERE = import.meta.dirname;
const SETS = ["sdk2", "sdk3"] as const;

/** Folders with what is compared, by the OpenTelemetry SDK that it is made for. */
export type Peers = Record<(typeof SETS)[number], string>;

/** The folder outside of the repository that the whole project writes to. */
function cacheFolder(env: NodeJS.ProcessEnv): string {
  if (env.PMP_XRAY_CACHE) return env.PMP_XRAY_CACHE;
  const xdg = env.XDG_CACHE_HOME;
  return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), ".cache"), "pmp-xray");
}

/**
 * Installs what is compared, exactly as the lock files in peers/ say, into the cache; once for each state of them.
 * @throws when npm fails
 */
export function installPeers(): Peers {
  const folders = SETS.map((name) => [name, install(name)] as const);
  return Object.fromEntries(folders) as Peers;
}

function install(name: string): string {
  const source = join(HERE, "peers", name);
  const lock = readFileSync(join(source, "package-lock.json"));
  const folder = benchFolder(`${name}-${createHash("sha256").update(lock).digest("hex").slice(0, 12)}`);
  const done = join(folder, "installed");
  if (!existsSync(done)) {
    process.stderr.write(`installing ${name} into ${folder}\n`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const file of ["package.json", "package-lock.json"]) cpSync(join(source, file), join(folder, file));
    npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder);
    writeFileSync(done, "");
  }
  cpSync(join(HERE, "setups"), folder, { recursive: true });
  return folder;
}

export function benchFolder(name: string): string {
  return join(cacheFolder(process.env), "bench", name);
}

/** Runs npm quietly; its output is shown only when it fails. */
export function npm(args: string[], cwd: string): string {
  return execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
