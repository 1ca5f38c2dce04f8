import { defineLogCheck } from "../parts/log-check.ts";

export const contextIsKept = defineLogCheck({
  name: "context-is-kept",
  link: "app",
  title: "the X-Ray SDK keeps its context",
  why: "Calls without a context become no subsegments.",
  fix: "Use automatic mode, or move to @pmp/tracing: pmp-xray migrate.",
  says: "the X-Ray SDK lost its context",
  severity: "warning",
  sources: ["https://github.com/aws/aws-xray-sdk-node/issues/415"],
});
