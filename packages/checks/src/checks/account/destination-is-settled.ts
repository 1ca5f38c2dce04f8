import { defineCheck } from "../../check.ts";
import { traceDestination } from "../../facts/trace-destination.ts";

export const destinationIsSettled = defineCheck({
  name: "destination-is-settled",
  link: "account",
  title: "the switch between X-Ray and Transaction Search has settled",
  why: "While it is PENDING, new traces are in neither of the two places for sure.",
  fix: "Wait: the switch takes some minutes.",
  needs: { where: traceDestination },
  settles: { deadline: 120, every: 5 },
  sources: ["https://docs.aws.amazon.com/xray/latest/api/API_UpdateTraceSegmentDestination.html"],
  *check({ where }) {
    if (where.status === "ACTIVE") return;
    yield { message: `The destination ${where.destination} is ${where.status}.`, settling: true };
  },
});
