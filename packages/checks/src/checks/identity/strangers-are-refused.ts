import { defineCheck } from "../../check.ts";
import { tokenAnswers } from "../../facts/token-answers.ts";

export const strangersAreRefused = defineCheck({
  name: "strangers-are-refused",
  link: "identity",
  title: "STS gives the agent's role to no other service account",
  why: "Whoever gets the agent's role can write traces, and read sampling rules, in its name.",
  fix: "Pin sub and aud in the role's trust policy.",
  phase: "proof",
  needs: { answers: tokenAnswers },
  where: { platforms: ["eks", "kubernetes"] },
  sources: ["https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html"],
  *check({ answers }) {
    for (const { serviceAccount, audience, isAgent, accepted, answer } of answers) {
      if (isAgent) continue;
      const who = `a token of service account ${serviceAccount} for ${audience}`;
      if (accepted) yield { message: `STS accepts ${who}.`, evidence: [answer] };
      // Another failure, such as no answer, is no refusal.
      else if (!/^(?:AccessDenied|InvalidIdentityToken)/.test(answer)) {
        yield { message: `STS did not refuse ${who}, but failed.`, evidence: [answer] };
      }
    }
  },
});
