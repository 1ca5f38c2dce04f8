import { defineLogCheck } from "../parts/log-check.ts";

export const agentHasCredentials = defineLogCheck({
  name: "agent-has-credentials",
  link: "identity",
  title: "the agent finds credentials",
  why: "Without credentials nothing is sent, and TCP 2000 forwards calls unsigned, which X-Ray answers with 403.",
  fix: "Bind a role to the agent's service account, and restart the agent.",
  says: "it has no credentials",
  after: ["role-is-bound", "pods-have-the-identity", "web-identity-is-accepted", "pod-identity-agent-runs"],
  sources: ["https://github.com/aws/aws-xray-daemon/issues/48", "https://github.com/aws/aws-xray-daemon/issues/59"],
});
