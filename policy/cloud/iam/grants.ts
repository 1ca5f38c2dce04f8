import { list, record, text } from "../../kit/read.ts";
import type { Resource } from "../../kit/resource.ts";

/** Who gets a right: the kind, and the name in IAM. */
type PrincipalKind = "role" | "user" | "group";

/** A policy that a resource grants to a principal, or is. */
export interface Grant {
  /** Its path in the resource, such as `inlinePolicies[0].policy`. */
  readonly path: string;
  /** The document, as the resource has it; undefined for a policy that is only named. */
  readonly document?: unknown;
  /** The ARN of a policy that is attached. */
  readonly arn?: string;
}

const ROLE = "aws:iam/role:Role";

/** Types whose only policy is one document. */
const DOCUMENTS = [
  "aws:iam/policy:Policy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/userPolicy:UserPolicy",
  "aws:iam/groupPolicy:GroupPolicy",
];

/** Types that attach policies by their ARNs, and the member that has the ARN or ARNs. */
const ATTACHMENTS: ReadonlyMap<string, "policyArn" | "policyArns"> = new Map([
  ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "policyArn"],
  ["aws:iam/userPolicyAttachment:UserPolicyAttachment", "policyArn"],
  ["aws:iam/groupPolicyAttachment:GroupPolicyAttachment", "policyArn"],
  ["aws:iam/policyAttachment:PolicyAttachment", "policyArn"],
  ["aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "policyArns"],
  ["aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive", "policyArns"],
  ["aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive", "policyArns"],
]);

/** Every type by which a stack grants permissions in AWS. */
export const GRANTING_TYPES: readonly string[] = [ROLE, ...DOCUMENTS, ...ATTACHMENTS.keys()];

/** Members that name who gets the right, by kind; one name or a list. */
const PRINCIPALS: Readonly<Record<PrincipalKind, readonly string[]>> = {
  role: ["role", "roleName", "roles"],
  user: ["user", "userName", "users"],
  group: ["group", "groupName", "groups"],
};

/** The parts of a resource that give rights, each read when it is called: one that isn't known yet hides no other. */
export function grantParts(resource: Resource): readonly (() => readonly Grant[])[] {
  const { type, props } = resource;
  if (DOCUMENTS.includes(type)) return [() => [{ path: "policy", document: props.policy }]];
  if (type === ROLE) {
    return [
      () =>
        list(props.inlinePolicies).flatMap((inline, index) => {
          const { policy } = record(inline);
          // Pulumi removes all inline policies by one empty entry.
          return policy === undefined || policy === null
            ? []
            : [{ path: `inlinePolicies[${index}].policy`, document: policy }];
        }),
      () => list(props.managedPolicyArns).map((arn) => ({ path: "managedPolicyArns", arn: String(arn) })),
    ];
  }
  const member = ATTACHMENTS.get(type);
  return member === undefined ? [] : [() => list(props[member]).map((arn) => ({ path: member, arn: String(arn) }))];
}

/** The principal of a resource's grants, as `role NAME`. An unattached managed policy has none. */
export function principalsOf({ type, props, name }: Resource): readonly string[] {
  if (type === ROLE) return [`role ${text(props.name) ?? name}`];
  if (type === "aws:iam/policy:Policy") return [];
  return Object.entries(PRINCIPALS).flatMap(([kind, members]) =>
    // A role may be given by its ARN as well.
    members.flatMap((member) => list(props[member])).map((given) => `${kind} ${String(given).split("/").at(-1) ?? ""}`),
  );
}
