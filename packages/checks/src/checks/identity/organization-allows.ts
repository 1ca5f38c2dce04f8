import { AGENT_ACTIONS } from "@pmp/model/aws";
import { defineCheck } from "../../check.ts";
import { agentRights } from "../../facts/agent-rights.ts";

export const organizationAllows = defineCheck({
  name: "organization-allows",
  link: "identity",
  title: "no service control policy denies the agent's actions",
  why: "A policy of the organization wins over the role's own.",
  fix: "Ask whoever keeps the organization's policies to allow the X-Ray actions in this account and region.",
  needs: { rights: agentRights },
  after: ["role-exists"],
  sources: ["https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html"],
  *check({ rights }) {
    const denied = rights.filter(
      ({ action, byOrganization }) => byOrganization === false && (AGENT_ACTIONS as readonly string[]).includes(action),
    );
    if (denied.length > 0) {
      yield {
        message: `The organization denies ${denied.map(({ action }) => action).join(", ")}.`,
        object: "service control policies",
      };
    }
  },
});
