import { defineCheck } from "../../check.ts";
import { agentAssociation } from "../../facts/agent-association.ts";
import { podIdentityAddon } from "../../facts/pod-identity-addon.ts";

export const podIdentityAgentRuns = defineCheck({
  name: "pod-identity-agent-runs",
  link: "identity",
  title: "with Pod Identity, the add-on that gives credentials runs",
  why: "Without eks-pod-identity-agent, the agent's calls to 169.254.170.23 time out. Auto Mode has it built in.",
  fix: "Install the add-on eks-pod-identity-agent.",
  needs: { associated: agentAssociation, addon: podIdentityAddon },
  where: { platforms: ["eks"] },
  certainty: "suggests",
  sources: ["https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html"],
  *check({ associated, addon }, target) {
    if (!associated || addon.status === "ACTIVE") return;
    yield {
      message: `The add-on eks-pod-identity-agent is ${addon.status ?? "not installed"}.`,
      object: `cluster ${target.cluster ?? ""}`,
      fix: `aws --region ${target.region} eks create-addon --cluster-name ${target.cluster ?? "CLUSTER"} --addon-name eks-pod-identity-agent`,
    };
  },
});
