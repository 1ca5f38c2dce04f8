import { defineCheck } from "../../check.ts";
import { agentRole } from "../../facts/agent-role.ts";

const WANTED = ["sts:AssumeRole", "sts:TagSession"];

export const trustAllowsPodIdentity = defineCheck({
  name: "trust-allows-pod-identity",
  link: "identity",
  title: "with Pod Identity, the role lets EKS in and tag the session",
  why: "EKS Pod Identity needs both sts:AssumeRole and sts:TagSession for pods.eks.amazonaws.com.",
  fix: "Allow sts:AssumeRole and sts:TagSession to pods.eks.amazonaws.com in the role's trust policy.",
  needs: { role: agentRole },
  where: { platforms: ["eks"] },
  after: ["role-exists"],
  sources: ["https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html"],
  *check({ role }) {
    if (!role.exists || role.by !== "pod-identity") return;
    const allowed = role.trust
      .filter(({ allow, principals }) => allow && principals.includes("pods.eks.amazonaws.com"))
      .flatMap(({ actions }) => actions);
    const missing = WANTED.filter((action) => !allowed.includes(action) && !allowed.includes("sts:*"));
    if (missing.length > 0) {
      yield {
        message: `The role does not allow ${missing.join(" and ")} to pods.eks.amazonaws.com.`,
        object: role.arn,
      };
    }
  },
});
