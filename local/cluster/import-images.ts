import { execa } from "execa";
import { ctrArgs } from "./processes.ts";

/** containerd of the cluster, as `ctr` reaches it: by a Unix socket, from inside the cluster's namespaces and from outside. */
export interface Containerd {
  readonly ctr: string;
  readonly data: string;
}

/** Whether containerd answers. */
export async function containerdAnswers({ ctr, data }: Containerd): Promise<boolean> {
  return (await execa(ctr, [...ctrArgs({ data }), "version"], { reject: false })).exitCode === 0;
}

/** Imports the archives of images that containerd does not have yet; an image is known by its reference. */
export async function importImages(containerd: Containerd, archives: Readonly<Record<string, string>>): Promise<void> {
  const { ctr, data } = containerd;
  const { stdout } = await execa(ctr, [...ctrArgs({ data }), "image", "list", "--quiet"]);
  const present = new Set(stdout.split("\n"));
  for (const [reference, archive] of Object.entries(archives)) {
    if (!present.has(reference)) await execa(ctr, [...ctrArgs({ data }), "image", "import", archive]);
  }
}
