import { defineLogCheck } from "../parts/log-check.ts";

export const agentSignsForItsRegion = defineLogCheck({
  name: "agent-signs-for-its-region",
  link: "network",
  title: "the agent signs for the region that it calls",
  why: "X-Ray refuses a signature for another region.",
  fix: "Have region and endpoint of the agent name the same region (chart values region, agent.endpoint).",
  says: "it signs for another region than it calls",
  sources: ["https://github.com/aws/aws-xray-sdk-python/issues/287"],
});
