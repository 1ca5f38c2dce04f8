import { defineCheck } from "../../check.ts";
import { agentAccount } from "../../facts/agent-account.ts";
import { agentAssociation } from "../../facts/agent-association.ts";
import { agentContainers, workload } from "../../facts/workload.ts";

export const roleIsBound = defineCheck({
  name: "role-is-bound",
  link: "identity",
  title: "an IAM role is bound to the agent",
  why: "Without one, the agent has no credentials, or takes those of the node.",
  fix: "Set agent.identity.roleArn of the chart (IRSA), or make a Pod Identity association for the service account.",
  needs: { account: agentAccount, work: workload, associated: agentAssociation },
  where: { platforms: ["eks", "kubernetes"] },
  after: ["agent-is-installed", "agent-account-exists"],
  sources: [
    "https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html",
  ],
  *check({ account, work, associated }) {
    if (account.roleArn !== undefined || associated) return;
    const env = agentContainers(work)[0]?.container.env ?? {};
    const own = ["AWS_ROLE_ARN", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_ACCESS_KEY_ID"].some((name) => name in env);
    if (own) return;
    yield {
      message: `No role is bound to service account ${account.namespace}/${account.name}: it has no annotation eks.amazonaws.com/role-arn, and no Pod Identity association is for it.`,
      object: `ServiceAccount ${account.namespace}/${account.name}`,
      fix: `kubectl -n ${account.namespace} annotate serviceaccount ${account.name} eks.amazonaws.com/role-arn=ROLE_ARN, and restart the agent`,
    };
  },
});
