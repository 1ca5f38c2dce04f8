import type { Violation } from "../../kit/definition.ts";
import { wellArchitected } from "../../kit/frameworks.ts";
import { stackPolicy } from "../../kit/policy.ts";
import type { Resource } from "../../kit/resource.ts";
import { forEachKnown, isUnknownValue } from "../../kit/unknown.ts";
import { statements } from "./document.ts";
import { grantParts, GRANTING_TYPES, principalsOf } from "./grants.ts";
import { isAwsWritePolicy, letsChange, letsWrite, widePolicy } from "./xray-actions.ts";

/** A grant of a principal, and what it allows. */
interface Right {
  readonly urn: string;
  readonly path: string;
  readonly writes: boolean;
  readonly changes: boolean;
}

export const xrayWriterChangesNothing = stackPolicy({
  name: "xray-writer-changes-nothing",
  title: "A role, user or group that may write traces has no permission to change X-Ray in any other policy.",
  why:
    "Permissions of all policies of a role add up. The agent's TCP port signs any X-Ray call with the agent's role, so a second " +
    "policy that allows xray:DeleteSamplingRule lets every pod that reaches the agent delete the sampling rules.",
  fix: "Give permissions that change X-Ray (rules, groups, encryption) to a separate role, for example the one that deploys.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [wellArchitected("SEC03-BP02")],
  types: GRANTING_TYPES,
  *check(resources) {
    const rights = new Map<string, Right[]>();
    const managed = resources.filter(({ type }) => type === "aws:iam/policy:Policy");
    // Known grants are collected first, so that unknown ones don't hide violations.
    const gather = forEachKnown(resources, (resource) =>
      forEachKnown(principalsOf(resource), (principal) =>
        forEachKnown(grantParts(resource), (part) =>
          forEachKnown(part(), ({ path, document, arn }): never[] => {
            const right = arn === undefined ? documentRight(document) : attachedRight(arn, managed);
            const all = rights.get(principal) ?? [];
            rights.set(principal, [...all, { urn: resource.urn, path, ...right }]);
            return [];
          }),
        ),
      ),
    );
    let unknown: Error | undefined;
    try {
      Array.from(gather);
    } catch (error) {
      if (!isUnknownValue(error)) throw error;
      unknown = error;
    }
    for (const [principal, all] of rights) yield* judge(principal, all);
    if (unknown !== undefined) throw unknown;
  },
});

/** One grant that does both is xray-write-actions' affair. */
function* judge(principal: string, rights: readonly Right[]): Iterable<Violation & { readonly urn: string }> {
  if (!rights.some(({ writes }) => writes)) return;
  for (const { urn, path, writes, changes } of rights) {
    if (!changes || writes) continue;
    yield { urn, path, message: `It lets ${principal} change X-Ray, which another policy lets write traces.` };
  }
}

function documentRight(document: unknown): Pick<Right, "writes" | "changes"> {
  const found = statements(document) ?? [];
  return { writes: found.some(letsWrite), changes: found.some(letsChange) };
}

function attachedRight(arn: string, managed: readonly Resource[]): Pick<Right, "writes" | "changes"> {
  if (isAwsWritePolicy(arn)) return { writes: true, changes: widePolicy(arn) !== undefined };
  // In a first preview the ARN of a new policy is unknown: it is read only if it matters.
  const own = managed.find(({ props }) => props.arn === arn);
  return own === undefined ? { writes: false, changes: false } : documentRight(own.props.policy);
}
