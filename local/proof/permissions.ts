import { AGENT_ACTIONS } from "@pmp/model/aws";
import type { Decision } from "./read-aws.ts";

/** An action that the agent has no use for, and IAM must not allow. */
export const forbiddenAction = "xray:PutEncryptionConfig";

/** Where IAM's answers for the agent's role are not what they should be. */
export function permissionProblems(permissions: readonly Decision[]): string[] {
  return [...AGENT_ACTIONS, forbiddenAction].flatMap((action) => {
    const wanted = action === forbiddenAction ? "implicitDeny" : "allowed";
    const decision = permissions.find((permission) => permission.action === action)?.decision ?? "nothing";
    return decision === wanted ? [] : [`IAM answers ${decision} to ${action} for the agent's role; wanted ${wanted}`];
  });
}
