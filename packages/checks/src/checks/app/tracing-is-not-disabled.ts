import { defineCheck } from "../../check.ts";
import { apiEnvironment } from "../../facts/api-environment.ts";

export const tracingIsNotDisabled = defineCheck({
  name: "tracing-is-not-disabled",
  link: "app",
  title: "no variable turns tracing off",
  why: "OTEL_SDK_DISABLED and OTEL_TRACES_EXPORTER=none turn it off without a word.",
  fix: "Remove the variable (chart value api.env).",
  needs: { api: apiEnvironment },
  sources: ["https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/"],
  *check({ api }) {
    const { OTEL_SDK_DISABLED: disabled, OTEL_TRACES_EXPORTER: exporter, OTEL_TRACES_SAMPLER: sampler } = api.env;
    if (disabled?.toLowerCase() === "true") yield { message: "OTEL_SDK_DISABLED is true.", object: api.object };
    if (exporter === "none") yield { message: "OTEL_TRACES_EXPORTER is none.", object: api.object };
    if (sampler === "always_off" || sampler === "parentbased_always_off")
      yield { message: `OTEL_TRACES_SAMPLER is ${sampler}.`, object: api.object };
  },
});
