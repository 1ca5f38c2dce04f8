import { defineCheck } from "../../check.ts";
import { agentAssociation } from "../../facts/agent-association.ts";
import { nodes } from "../../facts/nodes.ts";
import { workload } from "../../facts/workload.ts";

export const podIdentityIsNotOnFargate = defineCheck({
  name: "pod-identity-is-not-on-fargate",
  link: "identity",
  title: "no agent on Fargate relies on Pod Identity",
  why: "EKS Pod Identity is for Linux nodes of EC2; on Fargate the agent gets no credentials.",
  fix: "Use IRSA there: pmp-xray:identity: irsa.",
  needs: { associated: agentAssociation, nodes, work: workload },
  where: { platforms: ["eks"] },
  sources: ["https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html"],
  *check({ associated, nodes: all, work }) {
    if (!associated) return;
    const fargate = new Set(all.filter((node) => node.fargate).map(({ name }) => name));
    const wrong = work.agents.filter(({ node }) => node !== undefined && fargate.has(node));
    if (wrong.length > 0) {
      yield {
        message: "The agent runs on Fargate, where Pod Identity does not exist.",
        object: wrong.map(({ name }) => name).join(", "),
      };
    }
  },
});
