import { defineCheck } from "../../check.ts";
import { probe } from "../../facts/probe.ts";
import { BEFORE_REACHING_THE_AGENT } from "../parts/before-reaching-the-agent.ts";

export const apiReachesTcp = defineCheck({
  name: "api-reaches-tcp",
  link: "network",
  title: "a pod of the API can connect to TCP 2000 of the agent",
  why: "Sampling rules come over TCP. Without it the API samples by its fallback.",
  fix: "See whether an agent is ready on that node, and what the NetworkPolicies shut.",
  phase: "probe",
  needs: { seen: probe },
  after: BEFORE_REACHING_THE_AGENT,
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sampling.html"],
  *check({ seen }) {
    if (seen.tcp.error === undefined) return;
    yield {
      message: `Pod ${seen.pod} can't connect to TCP ${seen.address}.`,
      object: seen.address,
      evidence: [seen.tcp.error],
    };
  },
});
