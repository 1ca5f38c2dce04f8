import { defineCheck } from "../../check.ts";
import { agentLog } from "../../facts/agent-log.ts";
import { boundRole } from "../../facts/bound-role.ts";

export const agentUsesItsOwnRole = defineCheck({
  name: "agent-uses-its-own-role",
  link: "identity",
  title: "the agent calls AWS with its own role, not the node's",
  why: "An agent that found no credentials of its own takes the node's, which should not allow it anything.",
  fix: "Restart the agent, so that it gets the credentials of its service account.",
  phase: "live",
  needs: { logs: agentLog, role: boundRole },
  after: ["pods-have-the-identity", "daemon-knows-pod-identity", "pod-identity-agent-runs"],
  sources: ["https://repost.aws/knowledge-center/eks-troubleshoot-irsa-errors"],
  *check({ logs, role }) {
    const wanted = role.arn.slice(role.arn.lastIndexOf("/") + 1);
    const lines = logs.flatMap(({ lines }) => lines.filter((line) => line.includes("assumed-role/")));
    const other = lines.filter((line) => !line.includes(`assumed-role/${wanted}/`));
    const name = /assumed-role\/([^/\s]+)/.exec(other.at(-1) ?? "")?.[1];
    if (name === undefined) return;
    yield { message: `The agent calls AWS as ${name}, not as ${wanted}.`, object: role.arn, evidence: other.slice(-2) };
  },
});
