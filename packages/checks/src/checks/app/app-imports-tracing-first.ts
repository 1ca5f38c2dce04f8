import { defineLogCheck } from "../parts/log-check.ts";

export const appImportsTracingFirst = defineLogCheck({
  name: "app-imports-tracing-first",
  link: "app",
  title: "tracing is imported before anything else",
  why: "What is loaded before the instrumentation is not traced.",
  fix: "Start the API by node --import @pmp/tracing/register, and install one version of @opentelemetry/api.",
  says: "another copy of OpenTelemetry was used first",
  sources: ["https://opentelemetry.io/docs/languages/js/getting-started/nodejs/"],
});
