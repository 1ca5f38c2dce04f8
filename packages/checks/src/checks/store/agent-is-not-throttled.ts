import { defineLogCheck } from "../parts/log-check.ts";

export const agentIsNotThrottled = defineLogCheck({
  name: "agent-is-not-throttled",
  link: "store",
  title: "X-Ray takes what the agent sends",
  why: "A batch that is throttled is lost: the daemon does not send it again.",
  fix: "Sample less, or have the quota of segments per second raised.",
  says: "X-Ray throttles it",
  sources: [
    "https://github.com/aws/aws-xray-daemon/issues/55",
    "https://docs.aws.amazon.com/general/latest/gr/xray.html",
  ],
});
