import { defineCheck } from "../../check.ts";
import { recentTraces } from "../../facts/recent-traces.ts";

export const tracesAreRecent = defineCheck({
  name: "traces-are-recent",
  link: "store",
  title: "the service has traces of the last minutes",
  why: "The console shows five minutes by default: with little traffic it looks empty, though nothing is wrong.",
  fix: "Look at a longer time in the console, or send a request.",
  severity: "warning",
  certainty: "suggests",
  phase: "live",
  needs: { traces: recentTraces },
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-console-traces.html"],
  *check({ traces }, target) {
    if (traces.ofService.length > 0 || traces.inSixHours === 0) return;
    yield {
      message: `X-Ray has traces of ${target.service} of the last six hours (${traces.inSixHours} or more), and none of the last ${traces.minutes} minutes.`,
    };
  },
});
