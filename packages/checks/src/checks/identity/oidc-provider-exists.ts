import { defineCheck } from "../../check.ts";
import { boundRole } from "../../facts/bound-role.ts";
import { eksCluster } from "../../facts/eks-cluster.ts";
import { oidcProviders } from "../../facts/oidc-providers.ts";

export const oidcProviderExists = defineCheck({
  name: "oidc-provider-exists",
  link: "identity",
  title: "IAM knows the cluster's OIDC issuer",
  why: "Without an OIDC provider, STS refuses every token of the cluster (InvalidIdentityToken).",
  fix: "Make the provider: pmp-xray:cluster.createOidcProvider, or eksctl utils associate-iam-oidc-provider.",
  needs: { role: boundRole, cluster: eksCluster, providers: oidcProviders },
  where: { platforms: ["eks"] },
  sources: ["https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html"],
  *check({ role, cluster, providers }) {
    if (role.by === "pod-identity" || cluster.issuer === "") return;
    if (providers.some((arn) => arn.endsWith(`oidc-provider/${cluster.issuer}`))) return;
    yield {
      message: `The account has no OIDC provider for ${cluster.issuer}.`,
      object: `cluster ${cluster.name}`,
      fix: `eksctl utils associate-iam-oidc-provider --cluster ${cluster.name} --approve`,
    };
  },
});
