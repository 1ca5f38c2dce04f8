import type { ToolName } from "./catalog.ts";
import { reachableOrigins } from "./download.ts";
import { findOnPath } from "./lookup.ts";
import { cargoStep, FAKECLOUD_VERSION } from "./registries/cargo.ts";
import { debianStep, debianVersion, isDebianTool } from "./registries/debian.ts";
import { goStep, goVersion, isGoTool } from "./registries/go.ts";
import { npmStep, npmVersion } from "./registries/npm.ts";
import { releaseStep } from "./release-step.ts";
import type { Release } from "./releases.ts";
import type { Step } from "./step.ts";
import type { InstalledTool, Store } from "./store.ts";

/** The installed tools, and the steps to install the others. */
export interface ToolPlan {
  readonly ready: readonly InstalledTool[];
  readonly steps: readonly Step[];
  /** Tools that no source has for this machine. */
  readonly unavailable: readonly ToolName[];
}

export interface PlanInput {
  readonly store: Store;
  readonly env: NodeJS.ProcessEnv;
  readonly arch: string;
  /** The releases that may be downloaded; not those of other architectures or those that failed. */
  readonly releases: readonly Release[];
}

/** Looks for each tool on PATH, then in the cache, then at the release hosts, then in the package registries. */
export async function planTools(names: readonly ToolName[], input: PlanInput): Promise<ToolPlan> {
  const wanted = [...new Set(names)];
  const found = await Promise.all(wanted.map((tool) => findReady(tool, input)));
  const ready = found.filter((tool) => tool !== undefined);
  const missing = wanted.filter((_, index) => found[index] === undefined);
  const steps: Step[] = [];
  const rest = new Set(missing);
  for (const release of await downloadable(missing, input)) {
    const tools = [...rest].filter((tool) => release.tools[tool] !== undefined);
    if (tools.length === 0) continue;
    steps.push(releaseStep(release, tools));
    for (const tool of tools) rest.delete(tool);
  }
  const registry = registrySteps([...rest], input.arch);
  for (const tool of registry.flatMap((step) => step.tools)) rest.delete(tool);
  return { ready, steps: [...steps, ...registry], unavailable: [...rest] };
}

async function findReady(tool: ToolName, input: PlanInput): Promise<InstalledTool | undefined> {
  const onPath = await findOnPath(tool, input.env);
  if (onPath !== undefined) return onPath;
  for (const version of await cachedVersions(tool, input.releases)) {
    const cached = await input.store.find(tool, version);
    if (cached !== undefined) return cached;
  }
  return undefined;
}

/** The versions under which this program would have installed the tool. */
async function cachedVersions(tool: ToolName, releases: readonly Release[]): Promise<string[]> {
  const versions = releases.filter((release) => release.tools[tool] !== undefined).map((release) => release.version);
  if (isGoTool(tool)) versions.push(goVersion(tool));
  if (isDebianTool(tool)) versions.push(await debianVersion());
  if (tool === "fakecloud") versions.push(FAKECLOUD_VERSION);
  const fromNpm = npmVersion(tool);
  if (fromNpm !== undefined) versions.push(fromNpm);
  return [...new Set(versions)];
}

/** The releases of any of the tools for this architecture whose host can be reached. */
async function downloadable(tools: readonly ToolName[], { arch, env, releases }: PlanInput): Promise<Release[]> {
  if (env.PMP_XRAY_DOWNLOADS === "off") return [];
  const candidates = releases.filter(
    (release) => release.arch === arch && tools.some((tool) => release.tools[tool] !== undefined),
  );
  if (candidates.length === 0) return [];
  const origins = await reachableOrigins(candidates.map((release) => release.url));
  return candidates.filter((release) => origins.has(new URL(release.url).origin));
}

function registrySteps(tools: readonly ToolName[], arch: string): Step[] {
  const steps: Step[] = [];
  const fromNpm = arch === "x64" ? tools.filter((tool) => npmVersion(tool) !== undefined) : [];
  if (fromNpm.length > 0) steps.push(npmStep(fromNpm));
  if (tools.some(isDebianTool)) steps.push(debianStep(tools.filter(isDebianTool)));
  if (tools.includes("fakecloud")) steps.push(cargoStep());
  if (tools.some(isGoTool)) steps.push(goStep(tools.filter(isGoTool)));
  return steps;
}

/**
 * When each step will be done, in seconds from the start, if all of them start at once and share the cores evenly.
 * Only an estimate: downloads, and steps that can't use every core, take longer.
 */
export function estimateSeconds(steps: readonly Step[], cores: number): ReadonlyMap<Step, number> {
  const ascending = [...steps].sort((a, b) => a.cpuMinutes - b.cpuMinutes);
  const estimates = new Map<Step, number>();
  let finished = 0;
  for (const [index, step] of ascending.entries()) {
    const sharing = ascending.length - index;
    estimates.set(step, ((finished + step.cpuMinutes * sharing) / cores) * 60);
    finished += step.cpuMinutes;
  }
  return estimates;
}
