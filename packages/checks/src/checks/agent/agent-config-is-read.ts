import { defineLogCheck } from "../parts/log-check.ts";

export const agentConfigIsRead = defineLogCheck({
  name: "agent-config-is-read",
  link: "agent",
  title: "the agent understands its configuration",
  why: "With -c the daemon ends at the first key that it does not know; so does a collector.",
  fix: "Correct what the line names.",
  says: "its configuration is wrong",
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon-configuration.html"],
});
