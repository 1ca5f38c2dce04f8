import { mkdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { cacheDir } from "./cache-dir.ts";
import type { ToolName } from "./catalog.ts";
import { DownloadError } from "./download.ts";
import { withLock } from "./lock.ts";
import { estimateSeconds, planTools, type ToolPlan } from "./plan.ts";
import { diskNeed, findProblems, freeGB, usableMemoryGB, type Machine } from "./prerequisites.ts";
import { duration, Progress, type ProgressOutput } from "./progress.ts";
import { isReleaseStep } from "./release-step.ts";
import { RELEASES, type Release } from "./releases.ts";
import type { Problem, Step } from "./step.ts";
import { Store } from "./store.ts";
import { createToolbox, type Toolbox } from "./toolbox.ts";

export { cacheDir } from "./cache-dir.ts";
export { CLUSTER_TOOLS, CLIENT_TOOLS, type ToolName } from "./catalog.ts";
export { FAKECLOUD_VERSION } from "./registries/cargo.ts";
export { withLock } from "./lock.ts";
export { findExecutable, pathDirs } from "./lookup.ts";
export { commandNeed, versionNeed } from "./needs.ts";
export type { Problem } from "./step.ts";
export type { Toolbox } from "./toolbox.ts";

export interface ToolsOptions {
  /** Default: this process's environment. PMP_XRAY_CACHE and PMP_XRAY_DOWNLOADS=off are read from it. */
  readonly env?: NodeJS.ProcessEnv;
  /** Aborts an installation; complete tools are kept, and the next run continues from there. */
  readonly signal?: AbortSignal;
  /** Where progress is shown. Default: standard error. */
  readonly output?: ProgressOutput;
  /** The official releases that may be downloaded. Default: the pinned ones. */
  readonly releases?: readonly Release[];
  /** Default: this machine. */
  readonly machine?: Partial<Machine>;
}

/** Obstacles to the installation of the tools, and its cost. */
export interface Prerequisites {
  /** All problems at once; nothing may be started before they are fixed. */
  readonly problems: readonly Problem[];
  /** The tools that are neither on PATH nor in the cache. */
  readonly missing: readonly ToolName[];
  /** Rough time for those, in seconds, on this machine's cores; 0 when nothing is missing. */
  readonly estimateSeconds: number;
  /** Disk space that is needed and that is free, in GB. */
  readonly disk: { readonly neededGB: number; readonly freeGB: number };
}

/** Prerequisites are missing; `problems` lists all of them, and so does the message. */
export class PrerequisiteError extends Error {
  override readonly name = "PrerequisiteError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(["Not ready:", ...problems.map(({ what, fix }) => `  - ${what}\n    fix: ${fix}`)].join("\n"));
    this.problems = problems;
  }
}

/** Checks the tools' prerequisites on this machine; changes nothing. */
export async function checkPrerequisites(
  names: readonly ToolName[],
  options: ToolsOptions = {},
): Promise<Prerequisites> {
  const session = new Session(options);
  return session.check(names, await session.plan(names));
}

/**
 * Finds or installs the tools. Throws PrerequisiteError before anything is started, CommandError when a build fails,
 * and the signal's reason when it aborts.
 */
export async function ensureTools(names: readonly ToolName[], options: ToolsOptions = {}): Promise<Toolbox> {
  const session = new Session(options);
  const plan = await session.plan(names);
  const ready =
    plan.steps.length === 0 && plan.unavailable.length === 0 ? plan.ready : await session.installLocked(names);
  return createToolbox(ready, session.env);
}

class Session {
  readonly env: NodeJS.ProcessEnv;
  private readonly cache: string;
  private readonly store: Store;
  private readonly options: ToolsOptions;
  private readonly progress: Progress;
  private readonly failed = new Set<Release>();

  constructor(options: ToolsOptions) {
    this.options = options;
    this.env = options.env ?? process.env;
    this.cache = cacheDir(this.env);
    this.store = new Store(this.cache);
    this.progress = new Progress(options.output ?? process.stderr, this.env);
  }

  async plan(names: readonly ToolName[]): Promise<ToolPlan> {
    const arch = this.options.machine?.arch ?? process.arch;
    const releases = (this.options.releases ?? RELEASES).filter((release) => !this.failed.has(release));
    return planTools(names, { store: this.store, env: this.env, arch, releases });
  }

  async check(names: readonly ToolName[], plan: ToolPlan): Promise<Prerequisites> {
    const machine: Machine = {
      platform: process.platform,
      arch: process.arch,
      uid: process.getuid?.(),
      freeGB: this.options.machine?.freeGB ?? (await freeGB(this.cache)),
      memoryGB: usableMemoryGB(),
      ...this.options.machine,
    };
    return {
      problems: await findProblems(names, plan, machine, this.cache, this.env),
      missing: [...plan.steps.flatMap((step) => step.tools), ...plan.unavailable],
      estimateSeconds: Math.max(0, ...estimateSeconds(plan.steps, availableParallelism()).values()),
      disk: { neededGB: diskNeed(plan), freeGB: machine.freeGB },
    };
  }

  async installLocked(names: readonly ToolName[]): Promise<ToolPlan["ready"]> {
    const onWait = (pid: number): void =>
      this.progress.note(`Another run (process ${String(pid)}) is installing tools; waiting for it.`);
    return withLock(join(this.cache, "install.lock"), { signal: this.options.signal, onWait }, async () => {
      await this.store.sweep();
      for (;;) {
        // Planned again under the lock: another run may have installed some, and a failed download has another source.
        const plan = await this.plan(names);
        const { problems } = await this.check(names, plan);
        if (problems.length > 0) throw new PrerequisiteError(problems);
        if (plan.steps.length === 0) return plan.ready;
        await this.install(plan.steps);
      }
    });
  }

  /**
   * Runs all steps concurrently, so that downloads and serial parts leave no core idle; the first failure aborts all.
   */
  private async install(steps: readonly Step[]): Promise<void> {
    const cores = availableParallelism();
    const estimates = estimateSeconds(steps, cores);
    const total = duration(Math.max(0, ...estimates.values()));
    this.progress.note(`Getting tools into ${this.cache}: about ${total} on ${String(cores)} cores, once.`);
    this.progress.note("It may be interrupted at any time; the next run goes on where it stopped.");
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, ...(this.options.signal === undefined ? [] : [this.options.signal])]);
    await Promise.allSettled(
      steps.map(async (step) => {
        try {
          await this.runStep(step, estimates.get(step), signal);
        } catch (error) {
          if (!this.canFallBack(step, error)) stop.abort(error);
          throw error;
        }
      }),
    );
    this.options.signal?.throwIfAborted();
    stop.signal.throwIfAborted();
  }

  private canFallBack(step: Step, error: unknown): boolean {
    if (!isReleaseStep(step) || !(error instanceof DownloadError)) return false;
    this.failed.add(step.release);
    this.progress.note(`${error.message}\nTaking ${step.tools.join(", ")} from a package registry instead.`);
    return true;
  }

  private async runStep(step: Step, estimate: number | undefined, signal: AbortSignal): Promise<void> {
    const buildDir = join(this.cache, "build", step.id);
    const log = join(this.cache, "logs", `${step.id}.log`);
    await mkdir(buildDir, { recursive: true });
    await rm(log, { force: true });
    const task = this.progress.start(step.title, estimate);
    try {
      await step.run({ store: this.store, buildDir, log, env: this.env, signal, task });
      task.update("removing intermediate files");
      await rm(buildDir, { recursive: true, force: true });
      task.done();
    } catch (error) {
      task.fail();
      throw error;
    }
  }
}
