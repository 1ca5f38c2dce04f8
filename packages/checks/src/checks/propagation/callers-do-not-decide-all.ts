import { defineCheck } from "../../check.ts";
import { samplingStatistics } from "../../facts/sampling-statistics.ts";
import { recentTraces } from "../../facts/recent-traces.ts";

/** Fewer say nothing. */
const LEAST = 50;
/** More traces than the samplers decided for, by this factor, come from callers that decide. */
const FACTOR = 3;

export const callersDoNotDecideAll = defineCheck({
  name: "callers-do-not-decide-all",
  link: "propagation",
  title: "most traces begin by the plan, not by a caller's decision",
  why: "A mesh or a gateway that sends Sampled=1 with every request makes the plan void: 100 % is traced.",
  fix: "Lower the mesh's or the gateway's own sampling, or do not trust it: chart value sampling.trustSampled.",
  severity: "warning",
  certainty: "suggests",
  phase: "live",
  needs: { traces: recentTraces, statistics: samplingStatistics },
  sources: [
    "https://github.com/aws/aws-app-mesh-roadmap/issues/387",
    "https://github.com/envoyproxy/envoy/issues/12808",
  ],
  *check({ traces, statistics }) {
    const seen = traces.ofService.length;
    const decided = statistics.rules.reduce((sum, { SampledCount }) => sum + SampledCount, 0);
    const minutes = statistics.seconds / 60;
    if (seen < LEAST || minutes < traces.minutes / 2 || decided * FACTOR > seen) return;
    yield {
      message: `X-Ray has at least ${seen} traces of ${traces.minutes} minutes, and the samplers decided for ${decided}.`,
    };
  },
});
