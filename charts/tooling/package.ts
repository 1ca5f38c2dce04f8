/**
 * `npm run package`: the chart's archive, its checksums and the bill of materials of the reference image, in dist/chart/.
 * With HELM_SIGN_KEY (the key's name) and HELM_SIGN_KEYRING (a file of secret keys) the archive is signed, which gives a
 * provenance file beside it; HELM_SIGN_PASSPHRASE_FILE names the file with the key's passphrase.
 * https://helm.sh/docs/topics/provenance/
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { ensureTools } from "@pmp/tools";
import { withBaseImage } from "./bill-of-materials.ts";
import { chartDir, generatedFiles } from "./generated.ts";

interface ChartFile {
  readonly version: string;
  readonly appVersion: string;
}

const root = join(import.meta.dirname, "..", "..");
const run = promisify(execFile);

/** Arguments that sign the archive, when the environment names a key. */
export function signArguments(env: NodeJS.ProcessEnv): readonly string[] {
  const { HELM_SIGN_KEY: key, HELM_SIGN_KEYRING: keyring, HELM_SIGN_PASSPHRASE_FILE: passphrase } = env;
  if (key === undefined && keyring === undefined) return [];
  if (key === undefined || keyring === undefined) {
    const missing = key === undefined ? "HELM_SIGN_KEY" : "HELM_SIGN_KEYRING";
    throw new Error(`${missing} is not set: signing needs HELM_SIGN_KEY and HELM_SIGN_KEYRING. Set both, or neither.`);
  }
  const withPassphrase = passphrase === undefined ? [] : ["--passphrase-file", passphrase];
  return ["--sign", "--key", key, "--keyring", keyring, ...withPassphrase];
}

/** Writes everything into the folder, which is emptied first; returns the names of the files. */
export async function packageChart(target: string, env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const sign = signArguments(env);
  for (const { path, text } of await generatedFiles()) {
    if ((await readFile(path, "utf8")) !== text)
      throw new Error(`${path} is not up to date: run node charts/tooling/main.ts`);
  }
  const helm = (await ensureTools(["helm"])).tool("helm");
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await run(helm, ["lint", "--strict", chartDir]);
  await run(helm, ["package", chartDir, "--destination", target, ...sign]);
  await writeBillOfMaterials(target);
  await writeChecksums(target);
  return (await readdir(target)).sort();
}

async function writeBillOfMaterials(target: string): Promise<void> {
  const { appVersion } = parse(await readFile(join(chartDir, "Chart.yaml"), "utf8")) as ChartFile;
  const args = ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--workspace", "packages/api"];
  const { stdout } = await run("npm", args, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  const dockerfile = await readFile(join(root, "packages", "api", "Dockerfile"), "utf8");
  const bill = withBaseImage(JSON.parse(stdout), dockerfile);
  await writeFile(join(target, `pmp-api-${appVersion}.cdx.json`), `${JSON.stringify(bill, null, 2)}\n`);
}

/** In the format of sha256sum, so that `sha256sum --check SHA256SUMS` checks them. */
async function writeChecksums(target: string): Promise<void> {
  const names = (await readdir(target)).sort();
  const lines = names.map(async (name) => {
    const digest = createHash("sha256").update(await readFile(join(target, name)));
    return `${digest.digest("hex")}  ${name}\n`;
  });
  await writeFile(join(target, "SHA256SUMS"), (await Promise.all(lines)).join(""));
}

if (import.meta.main) {
  try {
    const names = await packageChart(join(root, "dist", "chart"), process.env);
    for (const name of names) process.stdout.write(`${join("dist", "chart", name)}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
