import { defineLogCheck } from "../parts/log-check.ts";

export const segmentsFitADatagram = defineLogCheck({
  name: "segments-fit-a-datagram",
  link: "app",
  title: "segments fit into a datagram",
  why: "A segment above 64 KB can't be sent over UDP, and is lost.",
  fix: "Put less into metadata; @pmp/tracing splits large segments.",
  says: "a segment is too large to send",
  sources: ["https://github.com/aws/aws-xray-sdk-node/issues/384"],
});
