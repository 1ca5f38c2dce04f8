import { defineLogCheck } from "../parts/log-check.ts";

export const settingsOfTracingAreRight = defineLogCheck({
  name: "settings-of-tracing-are-right",
  link: "app",
  title: "every variable of tracing has a value that it may have",
  why: "A wrong value is replaced by a default.",
  fix: "Correct the variable that the line names.",
  says: "a variable of tracing is wrong",
  severity: "warning",
  after: ["tracing-is-not-disabled", "trust-is-well-formed"],
  sources: ["https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/"],
});
