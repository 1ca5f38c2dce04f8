import type { Finding, Policy } from "./policy.ts";

/** A violation as people read it, below the policy's title: what, where, and what to do. */
export function violationText(policy: Policy, { path, message }: Omit<Finding, "urn">): string {
  return `${path === undefined ? "" : `${path}: `}${message}\n  Fix: ${policy.fix}\n  More: ${docsOf(policy)}`;
}

/** Where the policy is explained. */
export function docsOf({ name }: Pick<Policy, "name">): string {
  return `docs/policies.md#${name}`;
}
