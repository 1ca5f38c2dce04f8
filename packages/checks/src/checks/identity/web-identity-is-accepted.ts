import { defineLogCheck } from "../parts/log-check.ts";

export const webIdentityIsAccepted = defineLogCheck({
  name: "web-identity-is-accepted",
  link: "identity",
  title: "STS accepts the agent's token",
  why: "A refused token leaves the agent without credentials.",
  fix: "Compare the role's trust policy with the issuer, the audience and the service account.",
  says: "STS refuses its token",
  after: [
    "role-exists",
    "oidc-provider-exists",
    "trust-names-the-service-account",
    "trust-names-the-audience",
    "trust-names-the-issuer",
  ],
  sources: ["https://repost.aws/knowledge-center/eks-troubleshoot-irsa-errors"],
});
