/**
 * The chart's archive, its checksums and the bill of materials of the reference image; `npm run package` writes them to dist/chart/.
 * With HELM_SIGN_KEY (the key's name) and HELM_SIGN_KEYRING (a file of secret keys) the archive is signed, which gives a
 * provenance file beside it; HELM_SIGN_PASSPHRASE_FILE names the file with the key's passphrase.
 * https://helm.sh/docs/topics/provenance/
 */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse, parseDocument } from "yaml";
import { ensureTools } from "@pmp/tools";
import { withBaseImage } from "./bill-of-materials.ts";
import { writeChecksums } from "./checksums.ts";
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

/** What Chart.yaml gets from the owner of the project: https://helm.sh/docs/topics/charts/#the-chartyaml-file */
export interface ChartMetadata {
  readonly home?: string;
  readonly sources?: readonly string[];
  readonly maintainers?: readonly {
    readonly name: string;
    readonly email?: string | undefined;
    readonly url?: string | undefined;
  }[];
  readonly icon?: string;
}

/**
 * Writes everything into the folder, which is emptied first; returns the names of the files.
 * @param metadata added to Chart.yaml of the archive; the one in the repository stays as it is
 */
export async function packageChart(
  target: string,
  env: NodeJS.ProcessEnv,
  metadata: ChartMetadata = {},
): Promise<readonly string[]> {
  const sign = signArguments(env);
  for (const { path, text } of await generatedFiles()) {
    if ((await readFile(path, "utf8")) !== text)
      throw new Error(`${path} is not up to date: run node charts/tooling/main.ts`);
  }
  const helm = (await ensureTools(["helm"])).tool("helm");
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await run(helm, ["lint", "--strict", chartDir]);
  await withMetadata(metadata, (dir) => run(helm, ["package", dir, "--destination", target, ...sign]));
  await writeBillOfMaterials(target);
  await writeChecksums(target);
  return (await readdir(target)).sort();
}

/** Calls with a folder that holds the chart with the metadata. Helm names the archive after the chart, not after the folder. */
async function withMetadata(metadata: ChartMetadata, use: (dir: string) => Promise<unknown>): Promise<void> {
  if (Object.keys(metadata).length === 0) {
    await use(chartDir);
    return;
  }
  const dir = await mkdtemp(join(tmpdir(), "pmp-xray-chart-"));
  try {
    const copy = join(dir, "pmp-xray");
    await cp(chartDir, copy, { recursive: true });
    const file = join(copy, "Chart.yaml");
    const chart = parseDocument(await readFile(file, "utf8"));
    for (const [key, value] of Object.entries(metadata)) chart.set(key, value);
    await writeFile(file, chart.toString({ lineWidth: 0 }));
    await use(copy);
  } finally {
    await rm(dir, { recursive: true });
  }
}

async function writeBillOfMaterials(target: string): Promise<void> {
  const { appVersion } = parse(await readFile(join(chartDir, "Chart.yaml"), "utf8")) as ChartFile;
  const args = ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--workspace", "packages/api"];
  const { stdout } = await run("npm", args, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  const dockerfile = await readFile(join(root, "packages", "api", "Dockerfile"), "utf8");
  const bill = withBaseImage(JSON.parse(stdout), dockerfile);
  await writeFile(join(target, `pmp-api-${appVersion}.cdx.json`), `${JSON.stringify(bill, null, 2)}\n`);
}
