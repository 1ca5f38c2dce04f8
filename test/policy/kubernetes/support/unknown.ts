import * as policySdk from "@pulumi/policy";
import { unknownValue } from "@pulumi/pulumi/runtime/rpc.js";
import { z } from "zod";
import type { Resource } from "../../../../policy/kit/resource.ts";
import { put, resources, type Manifest } from "./manifests.ts";

// The SDK exports it, but leaves it out of its types.
const { unknownCheckingProxy } = z
  .object({
    unknownCheckingProxy: z.custom<(props: unknown) => Resource["props"]>((value) => typeof value === "function"),
  })
  .parse({ ...policySdk });

/** The objects as a policy gets them in a preview: reading a value that isn't known yet throws what the SDK throws. */
export function inPreview(
  manifests: readonly Manifest[],
  unknownAt: (manifest: Manifest) => string | undefined,
): Resource[] {
  for (const manifest of manifests) {
    const path = unknownAt(manifest);
    if (path !== undefined) put(manifest, path, unknownValue);
  }
  return resources(manifests).map((resource) => ({ ...resource, props: unknownCheckingProxy(resource.props) }));
}
