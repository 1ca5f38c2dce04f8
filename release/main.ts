/**
 * `npm run package`: everything that a release publishes, in dist/: the chart (dist/chart), and the npm packages (dist/npm) with
 * their checksums. Publishes nothing; .github/workflows/release.yml does, from a tag. docs/releasing.md describes both.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeChecksums } from "../charts/tooling/checksums.ts";
import { packageChart, type ChartMetadata } from "../charts/tooling/package.ts";
import { pack, stagePackages } from "./npm-packages.ts";
import { readOwner, type Owner } from "./owner.ts";

const root = join(import.meta.dirname, "..");

/** The owner's part of Chart.yaml; what is empty is left out. */
export function chartMetadata({ home, repository, maintainers, icon }: Owner): ChartMetadata {
  return {
    ...(home !== "" && { home }),
    ...(repository !== "" && { sources: [repository] }),
    ...(maintainers.length > 0 && { maintainers }),
    ...(icon !== "" && { icon }),
  };
}

/** Writes the tarballs and SHA256SUMS into a folder, which is emptied first; returns the names of the tarballs. */
export async function packageNpm(target: string, owner: Owner): Promise<readonly string[]> {
  const folders = mkdtempSync(join(tmpdir(), "pmp-xray-npm-"));
  try {
    rmSync(target, { recursive: true, force: true });
    const names = pack(await stagePackages(folders, owner), target);
    await writeChecksums(target);
    return names;
  } finally {
    rmSync(folders, { recursive: true });
  }
}

if (import.meta.main) {
  try {
    const owner = readOwner();
    const chart = await packageChart(join(root, "dist", "chart"), process.env, chartMetadata(owner));
    for (const name of chart) process.stdout.write(`${join("dist", "chart", name)}\n`);
    for (const name of await packageNpm(join(root, "dist", "npm"), owner)) {
      process.stdout.write(`${join("dist", "npm", name)}\n`);
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
