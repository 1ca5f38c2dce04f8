import { defineCheck } from "../../check.ts";
import { recentTraces } from "../../facts/recent-traces.ts";
import { samplingRules } from "../../facts/sampling-rules.ts";
import { samplingStatistics } from "../../facts/sampling-statistics.ts";

export const samplersReport = defineCheck({
  name: "samplers-report",
  link: "sampling",
  title: "samplers report to X-Ray",
  why: "Traces without reports mean that the API samples by rules of its own, not by X-Ray's.",
  fix: "See whether TCP 2000 of the agent is open; with the X-Ray SDK, whether centralized sampling is on.",
  severity: "warning",
  certainty: "suggests",
  phase: "live",
  needs: { rules: samplingRules, statistics: samplingStatistics, traces: recentTraces },
  after: ["sampler-gets-rules", "api-reaches-tcp", "agent-answers-sampling-calls"],
  sources: ["https://docs.aws.amazon.com/xray/latest/api/API_GetSamplingStatisticSummaries.html"],
  *check({ rules, statistics, traces }, target) {
    const own = new Set(
      rules.filter(({ ServiceName }) => [target.service, "*"].includes(ServiceName)).map(({ RuleName }) => RuleName),
    );
    if (traces.ofService.length === 0 || statistics.rules.some(({ RuleName }) => own.has(RuleName))) return;
    yield {
      message: `X-Ray has ${traces.ofService.length} traces of ${target.service} of the last ${traces.minutes} minutes, and no report of a sampler for its rules.`,
    };
  },
});
