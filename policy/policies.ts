import { CLOUD_POLICIES } from "./cloud/index.ts";
import type { Policy } from "./kit/policy.ts";
import { KUBERNETES_POLICIES } from "./kubernetes/index.ts";

/** Every policy of the pack, in the order in which they are listed. */
export const POLICIES: readonly Policy[] = [...CLOUD_POLICIES, ...KUBERNETES_POLICIES];
