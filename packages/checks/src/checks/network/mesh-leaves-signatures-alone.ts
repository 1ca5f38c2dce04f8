import { defineLogCheck } from "../parts/log-check.ts";

export const meshLeavesSignaturesAlone = defineLogCheck({
  name: "mesh-leaves-signatures-alone",
  link: "network",
  title: "nothing changes the agent's signed calls",
  why: "A proxy that adds headers breaks the signature: X-Ray refuses the call.",
  fix: "Keep proxies and meshes off the agent's way to AWS and off TCP 2000.",
  says: "X-Ray finds its signatures wrong",
  after: ["mesh-spares-the-agent"],
  sources: ["https://github.com/aws/aws-xray-daemon/issues/199"],
});
