import { getProject, getStack } from "@pulumi/pulumi";
import type { Settings } from "@pmp/model";

/** AWS tags. */
export type Tags = Readonly<Record<string, string>>;

/**
 * The tags of everything that takes tags: what made it, for which stage, and the stack's own ones, which win.
 * They are inputs of each resource, not only `aws:defaultTags`, so that policy packs see them.
 */
export function standardTags({ stage, tags }: Pick<Settings, "stage" | "tags">): Tags {
  return { "pulumi:project": getProject(), "pulumi:stack": getStack(), stage, ...tags };
}
