import { defineLogCheck } from "../parts/log-check.ts";

export const appDropsNoSegments = defineLogCheck({
  name: "app-drops-no-segments",
  link: "app",
  title: "the API drops no segments",
  why: "What is dropped is lost.",
  fix: "The line says why: no agent, too much at once, or a segment that is too large.",
  says: "it drops segments",
  after: ["app-finds-its-agent", "segments-fit-a-datagram"],
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html"],
});
