import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureTools } from "@pmp/tools";
import { emulatorEnv } from "../../../local/aws.ts";
import { clusterPaths } from "../../../local/paths.ts";
import type { LocalSettings } from "../../../local/stack/project.ts";
import type { StackTarget } from "../../../local/stack/stack.ts";
import { processesOf } from "../../support/processes-of.ts";
import { startEmulator } from "./emulator.ts";
import { repository } from "./npm.ts";

/** The real Pulumi engine and the AWS emulator, without a cluster: kubectl is a stub that takes every object. */
export interface EngineSetup {
  readonly dir: string;
  readonly endpoint: string;
  readonly target: StackTarget;
  readonly settings: LocalSettings;
  /** While it exists, the first DaemonSet kills the engine in the middle of its operation. */
  readonly killFile: string;
  /** While it exists, the cluster does not answer. */
  readonly goneFile: string;
  stop(): Promise<void>;
}

/** Starts it in a folder of its own; nothing of a running local cluster is touched. */
export async function startEngineSetup(): Promise<EngineSetup> {
  const tools = await ensureTools(["pulumi", "fakecloud", "helm"]);
  const dir = mkdtempSync(join(tmpdir(), "pmp-xray-engine-"));
  const kubectl = join(dir, "kubectl");
  copyFileSync(join(import.meta.dirname, "kubectl-stub.mjs"), kubectl);
  chmodSync(kubectl, 0o755);

  const emulator = await startEmulator(tools.tool("fakecloud"));
  const { endpoint } = emulator;
  const paths = clusterPaths(dir);
  for (const folder of [paths.logs, paths.pulumi]) mkdirSync(folder, { recursive: true });
  return {
    dir,
    endpoint,
    killFile: join(dir, "KILL_ENGINE"),
    goneFile: join(dir, "CLUSTER_GONE"),
    target: {
      repository,
      paths,
      kubeconfig: join(dir, "no-kubeconfig"),
      tools: { pulumi: tools.tool("pulumi"), helm: tools.tool("helm"), kubectl },
      awsEnv: emulatorEnv(endpoint),
    },
    settings: {
      cluster: { oidcIssuer: "https://issuer.example.com", kubeconfig: join(dir, "no-kubeconfig") },
      api: { image: { repository: "pmp-api", tag: "local" } },
      agent: { endpoint, stsEndpoint: endpoint },
    },
    stop: async () => {
      await emulator.stop();
      endLeftovers(dir);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Ends plugins that a killed engine left behind: they have a folder of this setup in their environment. */
export function endLeftovers(dir: string): void {
  for (const line of processesOf([dir])) {
    try {
      process.kill(Number(line.split(" ")[0]), "SIGKILL");
    } catch {
      // It ended in between.
    }
  }
}
