import { existsSync, readdirSync, rmdirSync, type Dirent } from "node:fs";
import { join } from "node:path";

/** containerd's CRI plugin puts containers below this cgroup when the kubelet gives no parent. */
const parent = "k8s.io";

function removeTree(dir: string): void {
  for (const entry of entriesOf(dir)) {
    if (entry.isDirectory()) removeTree(join(dir, entry.name));
  }
  try {
    rmdirSync(dir);
  } catch {
    // rmdir refuses a cgroup that still has processes, as intended.
  }
}

function entriesOf(dir: string): Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch (error) {
    // Another cluster's cgroups come and go meanwhile.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/**
 * Removes the empty cgroups of killed containers (a killed runc can't do it), on cgroup v1 (one tree per
 * controller) and v2 (one tree). Cgroups that still hold processes are kept by the kernel.
 */
export function removeContainerCgroups(root = "/sys/fs/cgroup"): void {
  if (!existsSync(root)) return;
  const trees = [
    root,
    ...readdirSync(root, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [join(root, entry.name)] : [],
    ),
  ];
  for (const tree of trees) {
    const dir = join(tree, parent);
    if (existsSync(dir)) removeTree(dir);
  }
}
