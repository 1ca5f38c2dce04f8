import { AGENT_ACTIONS } from "@pmp/model/aws";
import { defineCheck } from "../../check.ts";
import { agentRights } from "../../facts/agent-rights.ts";
import { agentRole } from "../../facts/agent-role.ts";
import { awsCli } from "../parts/commands.ts";

export const fiveActionsAllowed = defineCheck({
  name: "five-actions-allowed",
  link: "identity",
  title: "the agent's role allows the five actions of an X-Ray agent",
  why: "Without the two Put actions no trace arrives; without the three Get actions the API samples by its fallback.",
  fix: "Attach AWSXRayDaemonWriteAccess to the role. None of the five actions takes an ARN: the resource must be *.",
  needs: { role: agentRole, rights: agentRights },
  after: ["role-exists"],
  sources: ["https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html"],
  *check({ role, rights }, target) {
    const denied = rights.filter(
      ({ action, decision, byOrganization, byBoundary }) =>
        (AGENT_ACTIONS as readonly string[]).includes(action) &&
        decision !== "allowed" &&
        byOrganization !== false &&
        byBoundary !== false,
    );
    if (denied.length === 0) return;
    const name = role.arn.slice(role.arn.lastIndexOf("/") + 1);
    yield {
      message: `The agent's role may not ${denied.map(({ action }) => action).join(", ")}.`,
      object: role.arn,
      evidence: [
        ...denied.map(({ action, decision }) => `${action}: ${decision}`),
        ...(role.boundary === undefined ? [] : [`the role has the permissions boundary ${role.boundary}`]),
      ],
      fix: awsCli(
        target,
        `iam attach-role-policy --role-name ${name} --policy-arn arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess`,
      ),
    };
  },
});
