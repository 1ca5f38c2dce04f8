import { defineCheck } from "../../check.ts";
import { agentAccount } from "../../facts/agent-account.ts";
import { agentRole } from "../../facts/agent-role.ts";
import { conditionValues, matchesAny, webIdentity } from "../parts/trust.ts";

export const trustNamesTheServiceAccount = defineCheck({
  name: "trust-names-the-service-account",
  link: "identity",
  title: "the role trusts the agent's service account",
  why: "STS compares the token's `sub` with the trust policy, letter by letter.",
  fix: "Correct the condition on `…:sub` in the role's trust policy.",
  needs: { role: agentRole, account: agentAccount },
  where: { platforms: ["eks", "kubernetes"] },
  after: ["role-exists", "agent-has-its-own-account"],
  sources: ["https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html"],
  *check({ role, account }) {
    if (!role.exists || role.by === "pod-identity") return;
    const subject = `system:serviceaccount:${account.namespace}:${account.name}`;
    const statements = webIdentity(role.trust);
    if (statements.length === 0) {
      yield {
        message: "The role trusts no web identity: it has no statement for sts:AssumeRoleWithWebIdentity.",
        object: role.arn,
      };
      return;
    }
    const subjects = statements.map((statement) => conditionValues(statement, "sub"));
    // A statement without the condition trusts every service account.
    if (subjects.some((values) => values.length === 0 || matchesAny(values, subject))) return;
    yield {
      message: `The role trusts ${subjects.flat().join(", ")}, and the agent is ${subject}.`,
      object: role.arn,
      fix: `In the role's trust policy, set the condition on …:sub to "${subject}".`,
    };
  },
});
