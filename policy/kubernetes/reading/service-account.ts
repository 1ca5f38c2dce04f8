import type { Pod } from "./pod.ts";
import { text } from "./fields.ts";

/** Name of the service account that a pod runs as. serviceAccount is an older spelling that still holds. */
export function serviceAccountOf({ spec }: Pod): string {
  return text(spec.serviceAccountName) ?? text(spec.serviceAccount) ?? "default";
}
