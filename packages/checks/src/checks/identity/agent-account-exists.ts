import { defineCheck } from "../../check.ts";
import { agentAccount } from "../../facts/agent-account.ts";

export const agentAccountExists = defineCheck({
  name: "agent-account-exists",
  link: "identity",
  title: "the agent's service account exists",
  why: "New pods of the agent can't start without it.",
  fix: "Install the chart again: helm upgrade, or pulumi up.",
  needs: { account: agentAccount },
  where: { platforms: ["eks", "kubernetes"] },
  sources: ["https://kubernetes.io/docs/concepts/security/service-accounts/"],
  *check({ account }) {
    if (account.exists) return;
    yield {
      message: `There is no service account ${account.name} in namespace ${account.namespace}.`,
      object: `ServiceAccount ${account.namespace}/${account.name}`,
    };
  },
});
