import type { Finding, Policy } from "./policy.ts";

/** A readable violation, shown below the policy's title: problem, location and fix. */
export function violationText(policy: Policy, { path, message }: Omit<Finding, "urn">): string {
  return `${path === undefined ? "" : `${path}: `}${message}\n  Fix: ${policy.fix}\n  More: ${docsOf(policy)}`;
}

/** URL of the policy's documentation. */
export function docsOf({ name }: Pick<Policy, "name">): string {
  return `docs/policies.md#${name}`;
}
