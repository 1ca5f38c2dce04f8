import { defineLogCheck } from "../parts/log-check.ts";

export const oneApiCopy = defineLogCheck({
  name: "one-api-copy",
  link: "app",
  title: "one copy of @opentelemetry/api is installed",
  why: "Calls made through a newer copy than the registered one do nothing.",
  fix: "Install the one version in the app, and run npm dedupe.",
  says: "two copies of @opentelemetry/api are installed",
  severity: "warning",
  sources: ["https://github.com/open-telemetry/opentelemetry-js-contrib/issues/1713"],
});
