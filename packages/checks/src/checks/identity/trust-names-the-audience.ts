import { defineCheck } from "../../check.ts";
import { agentRole } from "../../facts/agent-role.ts";
import { workload } from "../../facts/workload.ts";
import { conditionValues, matchesAny, webIdentity } from "../parts/trust.ts";

const AUDIENCE = "sts.amazonaws.com";

export const trustNamesTheAudience = defineCheck({
  name: "trust-names-the-audience",
  link: "identity",
  title: "the role trusts tokens for the audience that the agent's token has",
  why: "STS compares the token's `aud` with the trust policy; EKS makes tokens for sts.amazonaws.com.",
  fix: 'In the role\'s trust policy, set the condition on …:aud to "sts.amazonaws.com".',
  needs: { role: agentRole, work: workload },
  where: { platforms: ["eks", "kubernetes"] },
  after: ["role-exists", "trust-names-the-service-account"],
  sources: ["https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html"],
  *check({ role, work }) {
    if (!role.exists || role.by === "pod-identity") return;
    const own = new Set(
      work.agents.flatMap(({ tokenAudiences }) => tokenAudiences).filter((audience) => audience !== ""),
    );
    // A token for another audience is projected by whoever wrote the pod.
    const audience = own.size === 1 ? ([...own][0] ?? AUDIENCE) : AUDIENCE;
    const wanted = webIdentity(role.trust).map((statement) => conditionValues(statement, "aud"));
    if (wanted.length === 0 || wanted.some((values) => values.length === 0 || matchesAny(values, audience))) return;
    yield {
      message: `The role trusts tokens for ${wanted.flat().join(", ")}, and the agent's token is for ${audience}.`,
      object: role.arn,
    };
  },
});
