import { show, type Problem } from "./problems.ts";
import type { Settings } from "./schema.ts";

/** Rules that look at more than one key. Sections that are wrong in themselves are absent here, and skipped. */
export function crossFieldProblems(settings: Partial<Settings>): Problem[] {
  return [
    ...imageProblems("pmp-xray:api.image", settings.api?.image),
    ...imageProblems("pmp-xray:agent.image", settings.agent?.image),
  ];
}

/** An image without tag and digest would mean `latest`, which changes under a running stack. */
function imageProblems(path: string, image: Settings["agent"]["image"]): Problem[] {
  if (image === undefined || image.tag !== undefined || image.digest !== undefined) return [];
  return [
    {
      path,
      value: show(image),
      allowed: "an image with a tag, a digest, or both",
      cure: `pulumi config set --path '${path}.tag' '1.0.0'`,
    },
  ];
}
