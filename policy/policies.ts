import { CLOUD_POLICIES } from "./cloud/index.ts";
import type { Policy } from "./kit/policy.ts";

/** Every policy of the pack, in the order in which they are listed. */
export const POLICIES: readonly Policy[] = [...CLOUD_POLICIES];
