import { defineLogCheck } from "../parts/log-check.ts";

export const agentIsNotDenied = defineLogCheck({
  name: "agent-is-not-denied",
  link: "identity",
  title: "X-Ray does not deny the agent's calls",
  why: "What X-Ray denies is lost: the daemon does not keep a batch that failed.",
  fix: "Allow the five actions to the role that the line names; if it is the node's role, the agent has none of its own.",
  says: "AWS denies it",
  after: [
    "five-actions-allowed",
    "organization-allows",
    "boundary-allows",
    "role-is-bound",
    "role-exists",
    "pods-have-the-identity",
    "agent-has-its-own-account",
    "trust-names-the-service-account",
    "trust-names-the-audience",
    "web-identity-is-accepted",
  ],
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-troubleshooting.html"],
});
