import { readdirSync, readFileSync, readlinkSync } from "node:fs";

interface Entry {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  readonly mentions: boolean;
}

/**
 * The processes that belong to any of these folders, as `pid command line`: those that name a folder in their command line
 * or in the environment that they were started with, run a program from it, work in it or have a file of it open, and all
 * of their descendants, which may be in namespaces of their own. Not this process. Names of programs don't count: another
 * etcd of the machine is none of our business. Empty where there is no /proc.
 */
export function processesOf(folders: readonly string[]): string[] {
  if (process.platform !== "linux") return [];
  const entries = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => entryOf(Number(name), folders) ?? []);
  const found = new Set(entries.filter(({ mentions }) => mentions).map(({ pid }) => pid));
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const { pid, parent } of entries) if (found.has(parent)) found.add(pid);
  }
  return entries.filter(({ pid }) => found.has(pid)).map(({ pid, command }) => `${pid} ${command}`);
}

/** Undefined for a process that has ended, or that is somebody else's to look at. */
function entryOf(pid: number, folders: readonly string[]): Entry | undefined {
  const proc = `/proc/${pid}`;
  try {
    // State and parent follow the command name, which may itself hold spaces and parentheses: proc_pid_stat(5).
    const [state, parent] = readFileSync(`${proc}/stat`, "utf8").split(") ").at(-1)!.split(" ");
    if (state === "Z") return undefined;
    const commandLine = readFileSync(`${proc}/cmdline`, "utf8");
    const links = ["exe", "cwd", ...readdirSync(`${proc}/fd`).map((fd) => `fd/${fd}`)];
    const texts = [
      ...`${commandLine}\0${readFileSync(`${proc}/environ`, "utf8")}`.split("\0"),
      ...links.flatMap((link) => targetOf(`${proc}/${link}`)),
    ];
    const mentions = texts.some((text) => folders.some((folder) => namesFolder(text, folder)));
    return { pid, parent: Number(parent), command: commandLine.replaceAll("\0", " ").trim(), mentions };
  } catch {
    return undefined;
  }
}

function targetOf(link: string): string[] {
  try {
    return [readlinkSync(link)];
  } catch {
    return []; // A kernel thread has no program, and a file may have been closed.
  }
}

/** Whether a text holds the folder's path, and not only that of another one that begins with the same letters. */
function namesFolder(text: string, folder: string): boolean {
  for (let at = text.indexOf(folder); at >= 0; at = text.indexOf(folder, at + 1)) {
    if (!/[\w.-]/.test(text.charAt(at + folder.length))) return true;
  }
  return false;
}
