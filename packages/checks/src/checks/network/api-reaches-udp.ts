import { defineCheck } from "../../check.ts";
import { probe } from "../../facts/probe.ts";
import { BEFORE_REACHING_THE_AGENT } from "../parts/before-reaching-the-agent.ts";

export const apiReachesUdp = defineCheck({
  name: "api-reaches-udp",
  link: "network",
  title: "a pod of the API can send to UDP 2000 of the agent",
  why: "Nobody answers UDP; but where nothing listens, the node refuses.",
  fix: "See whether an agent is ready on that node, and what the NetworkPolicies shut.",
  phase: "probe",
  needs: { seen: probe },
  after: BEFORE_REACHING_THE_AGENT,
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon.html"],
  *check({ seen }) {
    if (seen.udp.error === undefined) return;
    yield {
      message: `Pod ${seen.pod} is refused at UDP ${seen.address}.`,
      object: seen.address,
      evidence: [seen.udp.error],
    };
  },
});
