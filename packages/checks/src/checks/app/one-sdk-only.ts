import { defineLogCheck } from "../parts/log-check.ts";

export const oneSdkOnly = defineLogCheck({
  name: "one-sdk-only",
  link: "app",
  title: "one tracing SDK is registered",
  why: "The first that registers gets the spans; the other one gets none.",
  fix: "Remove one of the two.",
  says: "another SDK was registered before",
  sources: ["https://github.com/open-telemetry/opentelemetry-js/issues/4804"],
});
