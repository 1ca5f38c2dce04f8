import { defineCheck } from "../../check.ts";
import { agentRole } from "../../facts/agent-role.ts";
import { eksCluster } from "../../facts/eks-cluster.ts";
import { webIdentity } from "../parts/trust.ts";

export const trustNamesTheIssuer = defineCheck({
  name: "trust-names-the-issuer",
  link: "identity",
  title: "the role trusts this cluster's OIDC issuer",
  why: "A cluster that is created again has a new issuer; a role that trusts the old one refuses every token.",
  fix: "Name the issuer's provider as the principal of the trust policy, and in its conditions.",
  needs: { role: agentRole, cluster: eksCluster },
  where: { platforms: ["eks"] },
  after: ["role-exists", "oidc-provider-exists"],
  sources: ["https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html"],
  *check({ role, cluster }) {
    if (!role.exists || role.by === "pod-identity" || cluster.issuer === "") return;
    const principals = webIdentity(role.trust).flatMap((statement) => statement.principals);
    if (
      principals.length === 0 ||
      principals.some((principal) => principal.endsWith(`oidc-provider/${cluster.issuer}`))
    )
      return;
    yield {
      message: `The role trusts ${principals.join(", ")}, and the cluster's issuer is ${cluster.issuer}.`,
      object: role.arn,
    };
  },
});
