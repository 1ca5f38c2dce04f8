import { defineLogCheck } from "../parts/log-check.ts";

export const samplingRulesAreUnderstood = defineLogCheck({
  name: "sampling-rules-are-understood",
  link: "sampling",
  title: "the API understands every sampling rule",
  why: "A rule that it does not understand decides nothing.",
  fix: "Make the rule again in the form that the line asks for.",
  says: "it does not understand some of X-Ray's rules",
  severity: "warning",
  sources: ["https://docs.aws.amazon.com/xray/latest/api/API_SamplingRule.html"],
});
