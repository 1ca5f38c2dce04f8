import { defineLogCheck } from "../parts/log-check.ts";

export const stsIsRegional = defineLogCheck({
  name: "sts-is-regional",
  link: "network",
  title: "the agent asks the region's STS",
  why: "sts.amazonaws.com can't be reached through a VPC endpoint.",
  fix: "Set AWS_STS_REGIONAL_ENDPOINTS=regional on the agent; the chart does.",
  says: "it asks the global STS and gets no answer",
  sources: ["https://github.com/aws/amazon-cloudwatch-agent/issues/317"],
});
