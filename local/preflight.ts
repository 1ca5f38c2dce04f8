import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import {
  checkPrerequisites,
  PrerequisiteError,
  type Problem,
  type ToolName,
  type ToolchainOptions,
} from "./toolchain/index.ts";
import { portProblems } from "./world/ports.ts";
import type { HostPorts } from "./world/spec.ts";

/** Programs of the base system that make the namespaces, and the Debian package that has them. */
const baseCommands = { unshare: "util-linux", mount: "util-linux", ip: "iproute2", bash: "bash", ldd: "libc-bin" };

/** Folders that the world covers with its own inside its mount namespace; a cache there would be hidden from it. */
const covered = ["/run", "/var/run", "/var/lib", "/var/log"];

function onPath(command: string, env: NodeJS.ProcessEnv): boolean {
  return (env.PATH ?? "").split(delimiter).some((dir) => {
    try {
      accessSync(join(dir, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** What the node's namespaces need of the base system and of the cache folder. */
export function nodeProblems(cache: string, env: NodeJS.ProcessEnv = process.env): Problem[] {
  const problems = Object.entries(baseCommands).flatMap(([command, debianPackage]) =>
    onPath(command, env)
      ? []
      : [{ what: `${command} is not on PATH`, cure: `install it: apt-get install ${debianPackage}` }],
  );
  const cover = covered.find((dir) => cache === dir || cache.startsWith(`${dir}/`));
  if (cover !== undefined) {
    problems.push({
      what: `the cache folder ${cache} is below ${cover}, which the local node covers with a folder of its own`,
      cure: "set PMP_XRAY_CACHE to a folder elsewhere",
    });
  }
  return problems;
}

/** Throws one PrerequisiteError with everything that is missing, before anything is started. */
export async function preflight(
  tools: readonly ToolName[],
  ports: Partial<HostPorts>,
  others: readonly Problem[],
  options: ToolchainOptions = {},
): Promise<void> {
  const { problems } = await checkPrerequisites(tools, options);
  const all = [...problems, ...others, ...(await portProblems(ports))];
  if (all.length > 0) throw new PrerequisiteError(all);
}
