import { AGENT_ACTIONS } from "@pmp/model/aws";
import { defineFact, NotRead } from "../fact.ts";
import { agentRole } from "./agent-role.ts";

/** IAM's answer for one action. It does not know endpoint policies or session policies. */
export interface Decision {
  readonly action: string;
  /** allowed, implicitDeny or explicitDeny. */
  readonly decision: string;
  /** false: a service control policy of the organization denies it. */
  readonly byOrganization?: boolean;
  /** false: the permissions boundary denies it. */
  readonly byBoundary?: boolean;
}

/** What an agent must not be able to do: TCP 2000 signs any call that reaches it. */
export const FORBIDDEN_ACTION = "xray:PutEncryptionConfig";

export const agentRights = defineFact({
  name: "agent-rights",
  title: "what IAM allows the agent's role",
  iam: ["iam:SimulatePrincipalPolicy"],
  read: async ({ aws, fact }): Promise<readonly Decision[]> => {
    const { arn, exists } = await fact(agentRole);
    if (!exists) throw new NotRead("failed", `there is no role ${arn}`);
    const { EvaluationResults = [] } = await (
      await aws("iam")
    ).simulatePrincipalPolicy({
      PolicySourceArn: arn,
      ActionNames: [...AGENT_ACTIONS, FORBIDDEN_ACTION],
    });
    return EvaluationResults.map(
      ({ EvalActionName = "", EvalDecision = "", OrganizationsDecisionDetail, PermissionsBoundaryDecisionDetail }) => {
        const byOrganization = OrganizationsDecisionDetail?.AllowedByOrganizations;
        const byBoundary = PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary;
        return {
          action: EvalActionName,
          decision: EvalDecision,
          ...(byOrganization !== undefined && { byOrganization }),
          ...(byBoundary !== undefined && { byBoundary }),
        };
      },
    );
  },
});
