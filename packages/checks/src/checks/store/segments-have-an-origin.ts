import { defineCheck } from "../../check.ts";
import { recentSegments } from "../../facts/recent-segments.ts";

export const segmentsHaveAnOrigin = defineCheck({
  name: "segments-have-an-origin",
  link: "store",
  title: "the API's segments say where it runs",
  why: "Without an origin the service map shows no type, and a rule with a ServiceType never matches.",
  fix: "Set cloud.platform in OTEL_RESOURCE_ATTRIBUTES: aws_eks or aws_ecs; the chart does.",
  severity: "warning",
  phase: "live",
  needs: { segments: recentSegments },
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html"],
  *check({ segments }, target) {
    const own = segments.filter(({ name }) => name === target.service);
    const without = own.filter(({ origin }) => origin === "");
    if (without.length === 0 || without.length < own.length) return;
    yield {
      message: `None of the newest ${own.length} segments of ${target.service} has an origin.`,
      object: without[0]?.traceId ?? "",
    };
  },
});
