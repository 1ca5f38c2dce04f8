import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { clusterPaths } from "../../../local/paths.ts";
import type { Proof } from "../../../local/proof/proof.ts";
import { readState, type Access } from "../../../local/cluster/state.ts";
import { cache, npmRun, repository } from "./npm.ts";

/** How to reach the cluster that runs. */
export function access(): Access {
  const state = readState(clusterPaths(cache));
  assert.ok(state !== undefined, "a local cluster runs");
  return state.access;
}

/** kubectl against the local cluster; never throws for its exit code. */
export async function kubectl(...args: string[]) {
  const { kubectl: program, kubeconfig } = access();
  const result = await execa(program, ["--kubeconfig", kubeconfig, "--namespace", "pmp", ...args], { reject: false });
  return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}

/** `npm start -- --full --json`, which must succeed, and the proof that it prints. */
export async function startAndProve(...args: string[]): Promise<Proof> {
  const result = await npmRun("start", ["--full", "--json", ...args]);
  assert.equal(result.exitCode, 0, result.all);
  return JSON.parse(result.stdout) as Proof;
}

type Config = Record<string, unknown>;

/** A copy of Pulumi.local.yaml with some settings changed, in a temporary folder. */
export function changedStackFile(change: (config: Config) => void): string {
  const { config } = parse(readFileSync(join(repository, "Pulumi.local.yaml"), "utf8")) as { config: Config };
  change(config);
  const file = join(mkdtempSync(join(tmpdir(), "pmp-xray-e2e-")), "Pulumi.local.yaml");
  writeFileSync(file, stringify({ config }));
  return file;
}
