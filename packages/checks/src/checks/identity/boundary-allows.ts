import { AGENT_ACTIONS } from "@pmp/model/aws";
import { defineCheck } from "../../check.ts";
import { agentRights } from "../../facts/agent-rights.ts";

export const boundaryAllows = defineCheck({
  name: "boundary-allows",
  link: "identity",
  title: "no permissions boundary denies the agent's actions",
  why: "A boundary wins over the role's own policies.",
  fix: "Add the five actions to the policy that is the role's permissions boundary.",
  needs: { rights: agentRights },
  after: ["role-exists"],
  sources: ["https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html"],
  *check({ rights }) {
    const denied = rights.filter(
      ({ action, byBoundary }) => byBoundary === false && (AGENT_ACTIONS as readonly string[]).includes(action),
    );
    if (denied.length > 0) {
      yield {
        message: `The permissions boundary denies ${denied.map(({ action }) => action).join(", ")}.`,
        object: "permissions boundary",
      };
    }
  },
});
