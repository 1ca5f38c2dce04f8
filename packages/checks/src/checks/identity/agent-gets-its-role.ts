import { defineCheck } from "../../check.ts";
import { tokenAnswers } from "../../facts/token-answers.ts";

export const agentGetsItsRole = defineCheck({
  name: "agent-gets-its-role",
  link: "identity",
  title: "STS gives the agent's role to the agent's service account",
  why: "This is the call that the agent itself makes for its credentials.",
  fix: "Compare the role's trust policy with the issuer, the audience and the service account.",
  phase: "proof",
  needs: { answers: tokenAnswers },
  where: { platforms: ["eks", "kubernetes"] },
  after: [
    "role-exists",
    "oidc-provider-exists",
    "trust-names-the-service-account",
    "trust-names-the-audience",
    "trust-names-the-issuer",
  ],
  sources: ["https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html"],
  *check({ answers }) {
    for (const { serviceAccount, isAgent, accepted, answer } of answers) {
      if (isAgent && !accepted) {
        yield { message: `STS refuses the token of service account ${serviceAccount}.`, evidence: [answer] };
      }
    }
  },
});
