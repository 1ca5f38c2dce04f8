import { defineCheck } from "../../check.ts";
import { agentRights, FORBIDDEN_ACTION } from "../../facts/agent-rights.ts";

export const agentMayDoNoMore = defineCheck({
  name: "agent-may-do-no-more",
  link: "identity",
  title: "the agent's role may not change X-Ray",
  why: "TCP 2000 of an agent signs any X-Ray call that reaches it: what the role may do, every pod may that can connect.",
  fix: "Detach AWSXRayFullAccess; AWSXRayDaemonWriteAccess is all that an agent needs.",
  severity: "warning",
  needs: { rights: agentRights },
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/security_iam_id-based-policy-examples.html"],
  *check({ rights }) {
    const allowed = rights.some(({ action, decision }) => action === FORBIDDEN_ACTION && decision === "allowed");
    if (allowed)
      yield { message: `The agent's role allows ${FORBIDDEN_ACTION}.`, evidence: [`${FORBIDDEN_ACTION}: allowed`] };
  },
});
