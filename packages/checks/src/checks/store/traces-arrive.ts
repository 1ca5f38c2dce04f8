import { defineCheck } from "../../check.ts";
import { recentTraces } from "../../facts/recent-traces.ts";
import { samplingStatistics } from "../../facts/sampling-statistics.ts";

export const tracesArrive = defineCheck({
  name: "traces-arrive",
  link: "store",
  title: "what is sampled arrives in X-Ray",
  why: "Samplers that report, and no trace: segments are lost on the way.",
  fix: "Look at the checks of the agent and of the network; verify sends a request of its own.",
  certainty: "suggests",
  phase: "live",
  settles: { deadline: 60, every: 5 },
  needs: { traces: recentTraces, statistics: samplingStatistics },
  after: [
    "agent-is-installed",
    "agent-is-ready",
    "agent-where-the-api-runs",
    "service-carries-udp-and-tcp",
    "agent-has-credentials",
    "agent-is-not-denied",
    "agent-reaches-xray",
    "policies-let-api-reach-agent",
    "encryption-key-works",
    "region-is-the-agents",
    "account-is-the-agents",
  ],
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-troubleshooting.html"],
  *check({ traces, statistics }, target) {
    const sampled = statistics.rules.reduce((sum, { SampledCount }) => sum + SampledCount, 0);
    if (traces.ofService.length > 0 || sampled === 0) return;
    yield {
      message: `The samplers report ${sampled} sampled requests, and X-Ray has no trace of ${target.service} of the last ${traces.minutes} minutes (of any service: ${traces.ofAll}).`,
      settling: true,
    };
  },
});
