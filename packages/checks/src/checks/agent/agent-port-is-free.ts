import { defineLogCheck } from "../parts/log-check.ts";

export const agentPortIsFree = defineLogCheck({
  name: "agent-port-is-free",
  link: "agent",
  title: "port 2000 is free where the agent listens",
  why: "The daemon goes on without TCP when its port is taken: segments arrive, sampling rules do not.",
  fix: "Find the other listener: a second agent, a hostPort, or an extension on 2000.",
  says: "its port is in use",
  sources: ["https://github.com/aws/aws-xray-daemon/issues/23"],
});
