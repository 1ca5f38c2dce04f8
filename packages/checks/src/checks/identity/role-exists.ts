import { defineCheck } from "../../check.ts";
import { agentRole } from "../../facts/agent-role.ts";
import { awsCli } from "../parts/commands.ts";

export const roleExists = defineCheck({
  name: "role-exists",
  link: "identity",
  title: "the role that is bound to the agent exists",
  why: "STS answers AccessDenied for a role that is not there, as for one that does not trust.",
  fix: "Correct the ARN, or make the role: pulumi up.",
  needs: { role: agentRole },
  sources: ["https://repost.aws/knowledge-center/eks-troubleshoot-irsa-errors"],
  *check({ role }, target) {
    if (role.exists) return;
    yield {
      message: `IAM has no role ${role.arn}.`,
      object: role.arn,
      fix: `Correct the ARN where it is bound (${role.by}); roles with such a name: ${awsCli(target, `iam list-roles --query "Roles[?contains(RoleName, 'xray')].Arn"`)}`,
    };
  },
});
