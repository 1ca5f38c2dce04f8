import { defineLogCheck } from "../parts/log-check.ts";

export const segmentsAreAccepted = defineLogCheck({
  name: "segments-are-accepted",
  link: "store",
  title: "X-Ray accepts every segment",
  why: "An unprocessed segment is lost: it is too large, its trace is, or a member is missing.",
  fix: "The line names the reason. TraceSizeExceeded: split long traces, or put less into them.",
  says: "X-Ray did not process some segments",
  sources: [
    "https://github.com/aws/aws-xray-daemon/issues/104",
    "https://docs.aws.amazon.com/general/latest/gr/xray.html",
  ],
});
