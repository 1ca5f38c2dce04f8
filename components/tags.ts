import { getProject, getStack, type Input } from "@pulumi/pulumi";

/** AWS tags, as components take them: at most 50, keys of 1 to 128 characters, values of at most 256. */
export type Tags = Input<Readonly<Record<string, Input<string>>>>;

/**
 * The tags of everything that takes tags: what made it, for which stage, and the stack's own ones, which win.
 * They are inputs of each resource, not only `aws:defaultTags`, so that policy packs see them.
 */
export function standardTags(stage: string, own: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { "pulumi:project": getProject(), "pulumi:stack": getStack(), stage, ...own };
}
