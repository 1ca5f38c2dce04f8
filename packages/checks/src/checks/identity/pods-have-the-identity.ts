import { defineCheck } from "../../check.ts";
import { agentAccount } from "../../facts/agent-account.ts";
import { agentAssociation } from "../../facts/agent-association.ts";
import { agentContainers, workload } from "../../facts/workload.ts";
import { restartAgent } from "../parts/commands.ts";

export const podsHaveTheIdentity = defineCheck({
  name: "pods-have-the-identity",
  link: "identity",
  title: "the agent's pods were started after a role was bound to them",
  why: "EKS gives a pod its variables and its token when it starts; an older pod takes the node's role, or none.",
  fix: "Restart the agent.",
  needs: { account: agentAccount, associated: agentAssociation, work: workload },
  where: { platforms: ["eks", "kubernetes"] },
  after: ["role-is-bound"],
  sources: ["https://repost.aws/knowledge-center/eks-troubleshoot-irsa-errors"],
  *check({ account, associated, work }) {
    if (account.roleArn === undefined && !associated) return;
    const variables = ["AWS_ROLE_ARN", "AWS_CONTAINER_CREDENTIALS_FULL_URI"];
    const without = agentContainers(work).filter(({ container }) => !variables.some((name) => name in container.env));
    const [first] = without;
    if (first === undefined) return;
    const how =
      account.roleArn === undefined ? "a Pod Identity association" : "the annotation eks.amazonaws.com/role-arn";
    yield {
      message: `${without.length} of ${work.agents.length} pods of the agent have neither AWS_ROLE_ARN nor AWS_CONTAINER_CREDENTIALS_FULL_URI, though ${how} is there.`,
      object: without.map(({ pod }) => pod.name).join(", "),
      fix: restartAgent(first.pod.namespace, work.mode, first.pod.owner),
    };
  },
});
