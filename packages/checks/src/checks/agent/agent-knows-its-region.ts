import { defineLogCheck } from "../parts/log-check.ts";

export const agentKnowsItsRegion = defineLogCheck({
  name: "agent-knows-its-region",
  link: "agent",
  title: "the agent knows its region",
  why: "Without one it ends; from a pod it can't always ask the node.",
  fix: "Set AWS_REGION of the agent (chart value region).",
  says: "it knows no region",
  sources: ["https://github.com/aws/aws-xray-daemon/issues/203", "https://github.com/aws/aws-xray-daemon/issues/170"],
});
