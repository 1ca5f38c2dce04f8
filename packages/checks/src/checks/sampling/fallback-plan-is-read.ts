import { defineLogCheck } from "../parts/log-check.ts";

export const fallbackPlanIsRead = defineLogCheck({
  name: "fallback-plan-is-read",
  link: "sampling",
  title: "the API can read its fallback plan",
  why: "Without it and without X-Ray's rules, it samples 1 request a second and 5 % of the rest.",
  fix: "Mount the ConfigMap pmp-api-sampling where PMP_SAMPLING_PLAN_FILE says; the chart does.",
  says: "it can't read its fallback plan",
  sources: ["https://kubernetes.io/docs/concepts/configuration/configmap/"],
});
