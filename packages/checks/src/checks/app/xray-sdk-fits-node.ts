import { defineLogCheck } from "../parts/log-check.ts";

export const xraySdkFitsNode = defineLogCheck({
  name: "xray-sdk-fits-node",
  link: "app",
  title: "the X-Ray SDK fits the Node.js that runs it",
  why: "captureHTTPsGlobal fails under ES modules, and capturePromise on newer Node.js.",
  fix: "Move to @pmp/tracing: pmp-xray migrate.",
  says: "the X-Ray SDK can't patch this Node.js",
  sources: ["https://github.com/aws/aws-xray-sdk-node/issues/622"],
});
