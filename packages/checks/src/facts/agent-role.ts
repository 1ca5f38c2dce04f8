import { nameOf } from "../aws/failure.ts";
import { defineFact, NotRead } from "../fact.ts";
import { accountOf, boundRole, type BoundRole } from "./bound-role.ts";
import { caller } from "./caller.ts";

/** One statement of a trust policy. */
export interface TrustStatement {
  readonly allow: boolean;
  readonly actions: readonly string[];
  readonly principals: readonly string[];
  /** Operator, key and values: `StringEquals`, `…:sub`, [`system:serviceaccount:pmp:xray-daemon`]. */
  readonly conditions: readonly {
    readonly operator: string;
    readonly key: string;
    readonly values: readonly string[];
  }[];
}

/** The role that the agent is meant to have. */
export interface AgentRole extends BoundRole {
  readonly exists: boolean;
  readonly trust: readonly TrustStatement[];
  readonly boundary?: string;
}

export const agentRole = defineFact({
  name: "agent-role",
  title: "IAM role of the agent",
  iam: ["iam:GetRole"],
  read: async ({ aws, fact }): Promise<AgentRole> => {
    const { arn, by } = await fact(boundRole);
    const [role, me] = [accountOf(arn), (await fact(caller)).account];
    if (role !== me) throw new NotRead("failed", `the role is of account ${role}, and the credentials are of ${me}`);
    const name = arn.slice(arn.lastIndexOf("/") + 1);
    try {
      const { Role } = await (await aws("iam")).getRole({ RoleName: name });
      const boundary = Role?.PermissionsBoundary?.PermissionsBoundaryArn;
      return {
        arn,
        by,
        exists: true,
        trust: readTrust(Role?.AssumeRolePolicyDocument ?? "{}"),
        ...(boundary !== undefined && { boundary }),
      };
    } catch (error) {
      if (nameOf(error).startsWith("NoSuchEntity")) return { arn, by, exists: false, trust: [] };
      throw error;
    }
  },
});

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | string[];
  readonly Principal?: string | Record<string, string | string[]>;
  readonly Condition?: Record<string, Record<string, string | string[]>>;
}

/** Reads a trust policy, which IAM gives URL-encoded. */
export function readTrust(document: string): TrustStatement[] {
  const text = document.startsWith("%7B") ? decodeURIComponent(document) : document;
  const { Statement = [] } = JSON.parse(text) as { Statement?: Statement | Statement[] };
  return [Statement].flat().map(({ Effect, Action, Principal, Condition = {} }) => ({
    allow: Effect === "Allow",
    actions: [Action ?? []].flat(),
    principals: typeof Principal === "string" ? [Principal] : Object.values(Principal ?? {}).flat(),
    conditions: Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => ({ operator, key, values: [values].flat() })),
    ),
  }));
}
