import { ensureTools } from "@pmp/tools";
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface HelmResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

let found: Promise<string> | undefined;

/** Path of helm: from PATH, else from the cache, where it is put once. Nothing is compiled for it. */
export function findHelm(): Promise<string> {
  found ??= ensureTools(["helm"]).then((tools) => tools.tool("helm"));
  return found;
}

/** Runs helm, or the one at the given path, with no cluster and no configuration of the user's. */
export async function helm(args: readonly string[], path?: string): Promise<HelmResult> {
  const home = join(tmpdir(), "pmp-xray-helm");
  const env = {
    PATH: process.env.PATH,
    HELM_CACHE_HOME: join(home, "cache"),
    HELM_CONFIG_HOME: join(home, "config"),
    HELM_DATA_HOME: join(home, "data"),
    KUBECONFIG: join(home, "no-kubeconfig"),
  };
  const file = path ?? (await findHelm());
  return new Promise((resolve) => {
    execFile(file, args, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ ok: error === null, stdout, stderr }),
    );
  });
}
