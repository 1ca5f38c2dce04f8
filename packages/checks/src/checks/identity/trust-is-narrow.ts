import { defineCheck } from "../../check.ts";
import { agentRole } from "../../facts/agent-role.ts";
import { conditionValues, webIdentity } from "../parts/trust.ts";

export const trustIsNarrow = defineCheck({
  name: "trust-is-narrow",
  link: "identity",
  title: "the role trusts no other service account",
  why: "A trust policy without `sub`, or with * in it, gives the agent's rights to every pod that is matched.",
  fix: "Pin the condition on …:sub to the one service account.",
  severity: "warning",
  needs: { role: agentRole },
  where: { platforms: ["eks", "kubernetes"] },
  sources: ["https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html"],
  *check({ role }) {
    if (role.by === "pod-identity") return;
    for (const statement of webIdentity(role.trust)) {
      const subjects = conditionValues(statement, "sub");
      const wide = subjects.filter((value) => value.includes("*"));
      if (subjects.length === 0)
        yield {
          message: "The role trusts every service account of the cluster: no condition is on …:sub.",
          object: role.arn,
        };
      else if (wide.length > 0) yield { message: `The role trusts ${wide.join(", ")}.`, object: role.arn };
    }
  },
});
