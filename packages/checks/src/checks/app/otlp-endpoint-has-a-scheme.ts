import { defineCheck } from "../../check.ts";
import { apiEnvironment } from "../../facts/api-environment.ts";

export const otlpEndpointHasAScheme = defineCheck({
  name: "otlp-endpoint-has-a-scheme",
  link: "app",
  title: "the OTLP endpoint is a URL",
  why: "Without http:// the exporter can't send.",
  fix: "Write http://host:4318.",
  needs: { api: apiEnvironment },
  sources: ["https://opentelemetry.io/docs/languages/sdk-configuration/otlp-exporter/"],
  *check({ api }) {
    for (const name of ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]) {
      const value = api.env[name];
      if (value === undefined || value.startsWith("(") || /^(?:https?|grpc):\/\//.test(value)) continue;
      yield {
        message: `${name} is ${JSON.stringify(value)}.`,
        object: api.object,
        fix: `Set ${name} to http://${value}.`,
      };
    }
  },
});
