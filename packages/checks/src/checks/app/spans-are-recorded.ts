import { defineLogCheck } from "../parts/log-check.ts";

export const spansAreRecorded = defineLogCheck({
  name: "spans-are-recorded",
  link: "app",
  title: "spans of the OpenTelemetry API are recorded",
  why: "A no-op provider throws every span away.",
  fix: "Import @pmp/tracing/register once, and nothing that replaces its provider.",
  says: "a no-op provider is in place",
  after: ["one-sdk-only", "app-imports-tracing-first"],
  sources: ["https://github.com/open-telemetry/opentelemetry-js/issues/3882"],
});
