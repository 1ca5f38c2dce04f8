import { defineCheck } from "../../check.ts";
import { apiEnvironment } from "../../facts/api-environment.ts";
import { probe } from "../../facts/probe.ts";

export const samplerIsKnown = defineCheck({
  name: "sampler-is-known",
  link: "app",
  title: "OTEL_TRACES_SAMPLER=xray is set only where an SDK knows it",
  why: "OpenTelemetry's own SDK for Node.js does not know `xray`, and then samples everything.",
  fix: "Remove OTEL_TRACES_SAMPLER: @pmp/tracing asks X-Ray without it. ADOT for Node.js knows it.",
  phase: "probe",
  needs: { api: apiEnvironment, seen: probe },
  sources: ["https://github.com/aws-observability/aws-otel-js-instrumentation/pull/81"],
  *check({ api, seen }) {
    if (api.env.OTEL_TRACES_SAMPLER !== "xray") return;
    const knows = ["@pmp/tracing", "@aws/aws-distro-opentelemetry-node-autoinstrumentation"].some(
      (name) => name in seen.packages,
    );
    if (!knows)
      yield { message: "OTEL_TRACES_SAMPLER is xray, and no package in the pod knows that.", object: api.object };
  },
});
