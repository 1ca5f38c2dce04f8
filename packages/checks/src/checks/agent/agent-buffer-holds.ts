import { defineLogCheck } from "../parts/log-check.ts";

export const agentBufferHolds = defineLogCheck({
  name: "agent-buffer-holds",
  link: "agent",
  title: "the agent's buffer holds what arrives",
  why: "When it is full, the daemon drops segments.",
  fix: "Raise agent.resources.limits (memory sizes the buffer), or sample less.",
  says: "it drops segments because its buffer is full",
  after: ["agent-reaches-xray", "agent-is-not-throttled"],
  sources: ["https://github.com/aws/aws-xray-daemon/issues/17"],
});
