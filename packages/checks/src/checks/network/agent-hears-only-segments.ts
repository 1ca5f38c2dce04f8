import { defineLogCheck } from "../parts/log-check.ts";

export const agentHearsOnlySegments = defineLogCheck({
  name: "agent-hears-only-segments",
  link: "network",
  title: "only segments arrive at UDP 2000",
  why: "Something else sends to the agent: another protocol, or a scanner. It costs nothing but lines.",
  fix: "Find who it is; shut others out by the chart's NetworkPolicy.",
  severity: "warning",
  certainty: "suggests",
  says: "something else than segments arrives",
  where: { agents: ["xrayDaemon"] },
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html"],
});
