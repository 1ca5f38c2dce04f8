import { cisEks, wellArchitected } from "../../kit/frameworks.ts";
import type { Violation } from "../../kit/definition.ts";
import { stackPolicy } from "../../kit/policy.ts";
import { list, record } from "../../kit/read.ts";
import type { Resource } from "../../kit/resource.ts";
import { collectUnknowns, forEachKnown } from "../../kit/unknown.ts";
import { statements } from "./document.ts";
import { grantParts, GRANTING_TYPES, principalsOf } from "./grants.ts";
import { isAwsWritePolicy, letsWrite } from "./xray-actions.ts";

const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/policy:Policy";

export const xrayWriteNotOnNodeRole = stackPolicy({
  name: "xray-write-not-on-node-role",
  title: "The role of a node may not write traces.",
  why:
    "Every pod that reaches the node's metadata service has the node's permissions. What only the agent needs belongs to the agent's " +
    "service account, so that a compromised pod does not get it.",
  fix: "Give the agent's service account a role (IRSA or Pod Identity) and attach the X-Ray policy there.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [cisEks("5.2.1"), wellArchitected("SEC03-BP02")],
  types: GRANTING_TYPES,
  *check(resources) {
    const of = (type: string) => resources.filter((resource) => resource.type === type);
    // In a first preview the ARN of a new policy is unknown: it is read only if it matters.
    const gives = (arn: string): boolean =>
      isAwsWritePolicy(arn) || of(POLICY).some(({ props }) => writes(props.policy) && props.arn === arn);
    const nodes = new Map<string, Resource>();
    yield* collectUnknowns([
      () =>
        forEachKnown(of(ROLE), function* (role): Iterable<NodeViolation> {
          if (!isNodeRole(role)) return;
          for (const principal of principalsOf(role)) nodes.set(principal, role);
          yield* ownRights(role, gives);
        }),
      () =>
        forEachKnown(
          resources.filter(({ type }) => type !== ROLE && type !== POLICY),
          (resource) => attached(resource, nodes, gives),
        ),
    ]);
  },
});

type NodeViolation = Violation & { readonly urn: string };

function isNodeRole({ props }: Resource): boolean {
  return (statements(props.assumeRolePolicy) ?? []).some(({ principals }) =>
    (principals.get("Service") ?? []).some((name) => name.startsWith("ec2.")),
  );
}

function writes(document: unknown): boolean {
  return (statements(document) ?? []).some(letsWrite);
}

/** Grants of other resources to a node role. */
function* attached(
  resource: Resource,
  nodes: ReadonlyMap<string, Resource>,
  gives: (arn: string) => boolean,
): Iterable<NodeViolation> {
  // Without node roles there is no attachment to check.
  if (nodes.size === 0) return;
  for (const principal of principalsOf(resource)) {
    const node = nodes.get(principal);
    if (node === undefined) continue;
    yield* forEachKnown(grantParts(resource), (part) =>
      forEachKnown(part(), function* ({ arn, document }): Iterable<NodeViolation> {
        if (arn !== undefined && gives(arn)) {
          yield { urn: node.urn, message: `${arn} is attached to it, which lets every pod of the node write traces.` };
        }
        if (arn === undefined && writes(document)) {
          yield { urn: node.urn, message: "An inline policy of it lets every pod of the node write traces." };
        }
      }),
    );
  }
}

function* ownRights(node: Resource, gives: (arn: string) => boolean): Iterable<NodeViolation> {
  for (const arn of list(node.props.managedPolicyArns).map(String).filter(gives)) {
    yield { urn: node.urn, path: "managedPolicyArns", message: `${arn} lets every pod of the node write traces.` };
  }
  for (const inline of list(node.props.inlinePolicies)) {
    if (writes(record(inline).policy)) {
      yield { urn: node.urn, path: "inlinePolicies", message: "It lets every pod of the node write traces." };
    }
  }
}
