import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { checkPrerequisites, PrerequisiteError, type Problem, type ToolsOptions, type ToolName } from "@pmp/tools";
import { clusterPaths } from "./paths.ts";
import { containerdSocket } from "./cluster/node-config.ts";
import { portProblems } from "./cluster/ports.ts";
import type { HostPorts } from "./cluster/spec.ts";

/** Programs of the base system that create the namespaces, or go into an image, and their Debian package. */
const baseCommands = {
  unshare: "util-linux",
  mount: "util-linux",
  ip: "iproute2",
  bash: "bash",
  ldd: "libc-bin",
  sh: "dash",
  getent: "libc-bin",
  awk: "mawk",
};

/** Folders that the cluster covers with its own inside its mount namespace; a cache there would be hidden from it. */
const covered = ["/run", "/var/run", "/var/lib", "/var/log"];

/** The kernel's limit for the path of a Unix socket, in bytes, without the final zero: unix(7). */
const socketPathBytes = 107;

/** Maximum length of the cache folder's path in bytes, so that the longest socket path in it fits. */
function longestCache(): number {
  const { data } = clusterPaths("/");
  const sockets = [
    // containerd creates a second socket with this suffix.
    `${containerdSocket({ data })}.ttrpc`,
    join(data, "kubelet", "pod-resources", "kubelet.sock"),
  ];
  return socketPathBytes - Math.max(...sockets.map((path) => path.length));
}

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

/** Requirements of the node's namespaces on the base system and the cache folder. */
export function nodeProblems(cache: string, env: NodeJS.ProcessEnv = process.env): Problem[] {
  const problems = Object.entries(baseCommands).flatMap(([command, debianPackage]) =>
    onPath(command, env)
      ? []
      : [{ what: `${command} is not on PATH`, fix: `install it: apt-get install ${debianPackage}` }],
  );
  const elsewhere = "set PMP_XRAY_CACHE to a folder elsewhere";
  const separator = /[:,\\\n]/.exec(cache)?.[0];
  if (separator !== undefined) {
    problems.push({
      what: `the cache folder ${cache} has ${JSON.stringify(separator)} in its path, which separates folders in PATH or in mount options`,
      fix: elsewhere,
    });
  }
  const length = Buffer.byteLength(cache);
  if (length > longestCache()) {
    problems.push({
      what: `the path of the cache folder ${cache} has ${length} bytes; Unix sockets below it allow for ${longestCache()}`,
      fix: "set PMP_XRAY_CACHE to a folder with a shorter path",
    });
  }
  const cover = covered.find((dir) => cache === dir || cache.startsWith(`${dir}/`));
  if (cover !== undefined) {
    problems.push({
      what: `the cache folder ${cache} is below ${cover}, which the local node covers with a folder of its own`,
      fix: elsewhere,
    });
  }
  return problems;
}

/** Throws one PrerequisiteError with everything that is missing, before anything is started. */
export async function preflight(
  tools: readonly ToolName[],
  ports: Partial<HostPorts>,
  others: readonly Problem[],
  options: ToolsOptions = {},
): Promise<void> {
  const { problems } = await checkPrerequisites(tools, options);
  const all = [...problems, ...others, ...(await portProblems(ports))];
  if (all.length > 0) throw new PrerequisiteError(all);
}
