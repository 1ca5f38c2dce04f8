import { spawn } from "node:child_process";

interface Desktop {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly isTerminal: boolean;
}

/** Whether to open a browser by default: in an interactive session with a display. */
export function wantsBrowser({ env, platform, isTerminal }: Desktop): boolean {
  const { CI = "", DISPLAY = "", WAYLAND_DISPLAY = "" } = env;
  if (!isTerminal || (CI !== "" && CI !== "false")) return false;
  return platform === "win32" || platform === "darwin" || DISPLAY !== "" || WAYLAND_DISPLAY !== "";
}

/** The command that opens a page in the user's browser. */
export function browserCommand(url: string, platform: NodeJS.Platform): readonly [string, ...string[]] {
  if (platform === "win32") return ["explorer.exe", url];
  return [platform === "darwin" ? "open" : "xdg-open", url];
}

/** Opens a page; ignores failures, as its address was printed. */
export function openBrowser(url: string, platform: NodeJS.Platform = process.platform): void {
  const [program, ...args] = browserCommand(url, platform);
  spawn(program, args, { stdio: "ignore", detached: true })
    .on("error", () => undefined)
    .unref();
}
