import { defineCheck } from "../../check.ts";
import { apiEnvironment } from "../../facts/api-environment.ts";

export const propagatorsKnowXray = defineCheck({
  name: "propagators-know-xray",
  link: "propagation",
  title: "the API reads and writes X-Amzn-Trace-Id",
  why: "Load balancers and AWS services know no other header: without it, each service begins a trace of its own.",
  fix: "Name xray in OTEL_PROPAGATORS, or remove the variable: @pmp/tracing has it by default.",
  needs: { api: apiEnvironment },
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader"],
  *check({ api }) {
    const value = api.env.OTEL_PROPAGATORS;
    if (value === undefined || value === "" || /\bxray\b/.test(value)) return;
    yield {
      message: `OTEL_PROPAGATORS is ${value}, without xray.`,
      object: api.object,
      fix: `Set OTEL_PROPAGATORS to xray,${value}.`,
    };
  },
});
