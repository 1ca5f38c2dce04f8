import { defineCheck } from "../../check.ts";
import { agentAccount } from "../../facts/agent-account.ts";
import { agentAssociation } from "../../facts/agent-association.ts";

export const oneIdentityOnly = defineCheck({
  name: "one-identity-only",
  link: "identity",
  title: "the agent gets its role in one way only",
  why: "With both IRSA and Pod Identity, which one wins depends on the SDK in the agent.",
  fix: "Keep one: delete the association, or the annotation.",
  severity: "warning",
  certainty: "suggests",
  needs: { account: agentAccount, associated: agentAssociation },
  where: { platforms: ["eks"] },
  sources: ["https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html"],
  *check({ account, associated }) {
    if (account.roleArn === undefined || !associated) return;
    yield {
      message: `Service account ${account.namespace}/${account.name} has an annotation with ${account.roleArn} and a Pod Identity association.`,
      object: `ServiceAccount ${account.namespace}/${account.name}`,
    };
  },
});
