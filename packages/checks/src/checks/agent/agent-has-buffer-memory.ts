import { defineLogCheck } from "../parts/log-check.ts";

export const agentHasBufferMemory = defineLogCheck({
  name: "agent-has-buffer-memory",
  link: "agent",
  title: "the agent has memory for its buffer",
  why: "With less than 3 MB the daemon ends.",
  fix: "Set agent.bufferMB of the chart to 3 or more, or 0.",
  says: "its buffer is too small",
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon-configuration.html"],
});
