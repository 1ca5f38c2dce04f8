import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

/**
 * The one folder outside the repository that this project writes to, as an absolute path: processes that run in other
 * folders are given paths below it. `PMP_XRAY_CACHE` names it directly; otherwise it is `pmp-xray` below the XDG cache
 * folder. A relative `XDG_CACHE_HOME` is ignored, as https://specifications.freedesktop.org/basedir/latest/ demands.
 */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  const named = env.PMP_XRAY_CACHE;
  if (named !== undefined && named !== "") return resolve(named);
  const xdg = env.XDG_CACHE_HOME;
  return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), ".cache"), "pmp-xray");
}
