import { copyFile, mkdir, rename } from "node:fs/promises";
import { basename, join } from "node:path";
import { TOOLS, type ToolName } from "./catalog.ts";
import { download } from "./download.ts";
import { commandNeed } from "./needs.ts";
import type { Release } from "./releases.ts";
import { run } from "./run.ts";
import { enumerate, type Step, type StepContext } from "./step.ts";

/** A step that is given up for the package registry's when the download fails. */
export interface ReleaseStep extends Step {
  readonly release: Release;
}

export function isReleaseStep(step: Step): step is ReleaseStep {
  return "release" in step;
}

/** Downloads one release file and unpacks only the given tools. */
export function releaseStep(release: Release, tools: readonly ToolName[]): ReleaseStep {
  return {
    id: `release-${release.id}`,
    title: `${enumerate(tools)} ${release.version} from the official release`,
    tools,
    cpuMinutes: 0.2,
    peakGB: 2 * release.sizeGB,
    keptGB: release.sizeGB,
    needs: [commandNeed("tar", "install tar"), commandNeed("gzip", "install gzip")],
    release,
    run: (context) => install(release, tools, context),
  };
}

async function install(release: Release, tools: readonly ToolName[], context: StepContext): Promise<void> {
  const { buildDir, env, log, signal, store, task } = context;
  const file = join(buildDir, basename(new URL(release.url).pathname));
  await download(release.url, release.checksum, file, {
    signal,
    onProgress: (received, total) => task.update(amount(received, total)),
  });
  const unpacked = join(buildDir, "unpacked");
  const members = tools.flatMap((tool) => release.tools[tool] ?? []);
  await mkdir(unpacked, { recursive: true });
  if (members.includes("")) await copyFile(file, join(unpacked, "file"));
  else await run("tar", ["-xzf", file, "-C", unpacked, ...members], { env, log, signal });
  for (const tool of tools) {
    await store.add(tool, release.version, "release", async (dir) => {
      for (const [index, name] of TOOLS[tool].files.entries()) {
        const member = release.tools[tool]?.[index] ?? name;
        await rename(join(unpacked, member === "" ? "file" : member), join(dir, "bin", name));
      }
    });
  }
}

function amount(received: number, total: number | undefined): string {
  const megabytes = (bytes: number): string => String(Math.round(bytes / 1e6));
  return total === undefined ? `${megabytes(received)} MB` : `${megabytes(received)} of ${megabytes(total)} MB`;
}
