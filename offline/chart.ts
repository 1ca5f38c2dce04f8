import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { isRecord } from "../policy/kit/read.ts";

/** What `kubernetes:helm.sh/v4:Chart` was registered with, as far as rendering needs it. */
export interface ChartInputs {
  readonly chart: string;
  readonly namespace: string;
  readonly values: unknown;
}

type Manifest = Readonly<Record<string, unknown>>;

/** The chart's objects, rendered as Pulumi's Kubernetes provider does: by helm, without hooks and tests, and with no cluster. */
export async function renderChart(
  helm: string,
  release: string,
  { chart, namespace, values }: ChartInputs,
): Promise<Manifest[]> {
  const dir = await mkdtemp(join(tmpdir(), "pmp-xray-render-"));
  try {
    const file = join(dir, "values.json");
    await writeFile(file, JSON.stringify(values ?? {}));
    const home = { HELM_CACHE_HOME: dir, HELM_CONFIG_HOME: dir, HELM_DATA_HOME: dir, KUBECONFIG: join(dir, "none") };
    const args = ["template", release, chart, "--namespace", namespace, "--values", file, "--no-hooks", "--skip-tests"];
    const { stdout } = await promisify(execFile)(helm, args, {
      env: { PATH: process.env.PATH, ...home },
      maxBuffer: 64 * 1024 * 1024,
    });
    return parseAllDocuments(stdout)
      .map((document) => document.toJS() as unknown)
      .filter(isRecord);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
