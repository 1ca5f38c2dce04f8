import { defineLogCheck } from "../parts/log-check.ts";

export const statisticsAreAccepted = defineLogCheck({
  name: "statistics-are-accepted",
  link: "sampling",
  title: "X-Ray accepts the API's sampling statistics",
  why: "Without its reports, X-Ray gives the API no share of a reservoir.",
  fix: "Deploy the plan again, if the line names a rule that is gone.",
  says: "X-Ray refuses its statistics",
  severity: "warning",
  sources: ["https://docs.aws.amazon.com/xray/latest/api/API_GetSamplingTargets.html"],
});
