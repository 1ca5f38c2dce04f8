import { defineCheck } from "../../check.ts";
import { ownTrace } from "../../facts/own-trace.ts";

export const ownTraceIsWhole = defineCheck({
  name: "own-trace-is-whole",
  link: "store",
  title: "the trace that is read back has the API's segment",
  why: "Rules, groups and alarms know a service by the name of its segment; the service map by its origin.",
  fix: "Set OTEL_SERVICE_NAME and cloud.platform of OTEL_RESOURCE_ATTRIBUTES; the chart does.",
  phase: "proof",
  needs: { trace: ownTrace },
  settles: { deadline: 60, every: 2 },
  after: ["own-trace-comes-back", "service-has-a-name"],
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html"],
  *check({ trace }, target) {
    if (trace.segments.length === 0) return;
    const names = [...new Set(trace.segments.map(({ name }) => name))];
    if (!names.includes(target.service)) {
      yield {
        message: `The trace has segments of ${names.join(", ")}, and none of ${target.service}.`,
        object: trace.segments[0]?.traceId ?? "",
        settling: true,
      };
    }
  },
});
