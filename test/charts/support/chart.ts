import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { findHelm, helm } from "../../support/helm.ts";
import type { HelmResult } from "../../support/helm.ts";
import type { Manifest } from "./manifests.ts";

// Before any test's clock runs: on a machine that has no helm yet, it is fetched now.
await findHelm();

export const chart = join(import.meta.dirname, "..", "..", "..", "charts", "pmp-xray");
export const stages = ["dev", "staging", "prod", "local"] as const;
const kinds = ["xrayDaemon", "otelCollector"] as const;
const modes = ["daemonset", "sidecar"] as const;

export interface RenderOptions {
  /** Uses values-<stage>.yaml. */
  readonly stage?: (typeof stages)[number];
  /** Values on top, as they would stand in a values file. Without a region, they have us-east-1. */
  readonly values?: unknown;
  readonly release?: string;
  readonly namespace?: string;
  readonly chart?: string;
  /** Path of the helm to use. Default: the project's. */
  readonly helm?: string;
}

const results = new Map<string, Promise<HelmResult>>();

/** Runs `helm template` and returns what it said, for tests of what is refused. The same question is asked once only. */
export function template(options: RenderOptions = {}, more: readonly string[] = []): Promise<HelmResult> {
  const question = JSON.stringify([options, more]);
  const result = results.get(question) ?? runTemplate(options, more);
  results.set(question, result);
  return result;
}

async function runTemplate(options: RenderOptions, more: readonly string[]): Promise<HelmResult> {
  const dir = mkdtempSync(join(tmpdir(), "pmp-xray-values-"));
  try {
    const region = join(dir, "region.json");
    writeFileSync(region, JSON.stringify({ region: "us-east-1" }));
    const file = join(dir, "values.json");
    writeFileSync(file, JSON.stringify(options.values ?? {}));
    const path = options.chart ?? chart;
    const stage = options.stage === undefined ? [] : ["-f", join(path, `values-${options.stage}.yaml`)];
    const place = [options.release ?? "pmp", path, "--namespace", options.namespace ?? "pmp"];
    return await helm(["template", ...place, "-f", region, ...stage, "-f", file, ...more], options.helm);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** The objects that an installation with these values creates. Throws with helm's message when it refuses. */
export async function render(options: RenderOptions = {}, more: readonly string[] = []): Promise<readonly Manifest[]> {
  const result = await template(options, more);
  if (!result.ok) throw new Error(result.stderr);
  const documents = parseAllDocuments(result.stdout, { uniqueKeys: true });
  if (!Array.isArray(documents)) return [];
  for (const { errors } of documents) if (errors[0] !== undefined) throw errors[0];
  return documents.map((document) => document.toJS() as Manifest | null).filter((manifest) => manifest !== null);
}

export interface Delivery {
  readonly title: string;
  readonly mode: (typeof modes)[number];
  readonly options: RenderOptions;
}

/** Every combination that the chart is delivered in: each stage with each kind of agent in each mode. */
export function deliveries(): readonly Delivery[] {
  return stages.flatMap((stage) =>
    kinds.flatMap((kind) =>
      modes.map((mode) => ({
        title: `${stage}, ${kind} as ${mode}`,
        mode,
        options: { stage, values: { agent: { kind, mode } } },
      })),
    ),
  );
}
