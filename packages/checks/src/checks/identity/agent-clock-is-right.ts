import { defineLogCheck } from "../parts/log-check.ts";

export const agentClockIsRight = defineLogCheck({
  name: "agent-clock-is-right",
  link: "identity",
  title: "the agent's clock is right",
  why: "AWS refuses signatures that are more than five minutes off.",
  fix: "Have the node synchronize its clock (chrony with 169.254.169.123 on EC2).",
  says: "its signatures are too old or too new",
  sources: ["https://github.com/aws/aws-xray-daemon/issues/38"],
});
