import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { UsageError } from "@pmp/command-line";
import { accountId, region } from "./aws.ts";
import { pullPinned } from "./cluster/image-digest.ts";
import {
  buildApiImage,
  commandsOf,
  createCluster,
  KIND,
  loadImage,
  removeAll,
  requireFree,
  startEmulator,
  type Run,
} from "./cluster/kind.ts";
import { network } from "./cluster/network.ts";
import { emulatorArgs } from "./cluster/processes.ts";
import { repository } from "./names.ts";
import type { ClusterPaths } from "./paths.ts";
import type { ImageRef } from "./stack/project.ts";

/** How long the emulator may take until it answers, in milliseconds. */
const EMULATOR_TIMEOUT_MS = 30_000;

export interface KindStart {
  /** Reference of the AWS emulator's image, with tag or digest. */
  readonly emulatorImage: string;
  /** Port of 127.0.0.1 for the emulator. */
  readonly emulatorPort: number;
  /** File with the digests of images that were resolved before. */
  readonly digests: string;
  readonly onStep: (step: string) => void;
  readonly signal: AbortSignal;
}

export interface KindCluster {
  readonly apiImage: ImageRef;
  readonly emulatorUrl: string;
  /** The emulator's address for pods. */
  readonly emulatorUrlInCluster: string;
}

/**
 * Makes a kind cluster and starts the AWS emulator beside it. Nothing is compiled: both are prebuilt images, and the API's is
 * built by its Dockerfile. The caller cleans up after a failure, with {@link endKind}.
 *
 * @throws UsageError with the command that failed
 */
export async function startKind(paths: ClusterPaths, start: KindStart): Promise<KindCluster> {
  const { emulatorImage, emulatorPort, digests, onStep } = start;
  const failed = new AbortController();
  const run = commandsOf(process.env, AbortSignal.any([start.signal, failed.signal]));
  await requireFree(run);
  mkdirSync(paths.root, { recursive: true });
  // From here on, what has these names is this run's.
  writeFileSync(paths.kind, "");
  onStep("making the node, building the API's image and pulling the emulator's");
  const work = [
    createCluster(run, paths.kubeconfig),
    buildApiImage(run, repository),
    pullPinned(run, emulatorImage, digests),
  ] as const;
  for (const part of work) part.catch((error: unknown) => failed.abort(error));
  // Each has ended before the first error is thrown, so that the clean-up finds nothing in the making.
  await Promise.allSettled(work);
  const [, apiImage, emulator] = await Promise.all(work);
  onStep(`the AWS emulator: ${emulator}`);
  await loadImage(run, apiImage);
  const inside = network.emulatorPort;
  const args = emulatorArgs({ listen: `0.0.0.0:${inside}`, region, accountId });
  const emulatorUrlInCluster = await startEmulator(run, emulator, emulatorPort, args, inside);
  const emulatorUrl = `http://127.0.0.1:${emulatorPort}`;
  await untilHealthy(emulatorUrl, run, start.signal);
  return { apiImage, emulatorUrl, emulatorUrlInCluster };
}

/** Builds the API's image again and loads it into the cluster that runs. */
export async function updateApiImage(signal: AbortSignal): Promise<ImageRef> {
  const run = commandsOf(process.env, signal);
  const image = await buildApiImage(run, repository);
  await loadImage(run, image);
  return image;
}

/** Removes what {@link startKind} made, also when it was interrupted. @returns whether there was such a start */
export async function endKind(paths: ClusterPaths, signal?: AbortSignal): Promise<boolean> {
  if (!existsSync(paths.kind)) return false;
  await removeAll(commandsOf(process.env, signal), paths.kubeconfig);
  rmSync(paths.kind);
  return true;
}

async function untilHealthy(url: string, run: Run, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + EMULATOR_TIMEOUT_MS;
  for (;;) {
    const answered = await fetch(`${url}/_fakecloud/health`, { signal }).then(
      (response) => response.ok,
      () => false,
    );
    signal.throwIfAborted();
    if (answered) return;
    if (Date.now() > deadline) {
      const state = await run("docker", ["container", "inspect", "--format", "{{json .State}}", KIND.emulator]);
      throw new UsageError(
        `The AWS emulator did not answer at ${url} within ${EMULATOR_TIMEOUT_MS / 1000} s. Its container's state: ${state}`,
      );
    }
    await sleep(200, undefined, { signal });
  }
}
