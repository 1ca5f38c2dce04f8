import { defineLogCheck } from "../parts/log-check.ts";

export const appFindsItsAgent = defineLogCheck({
  name: "app-finds-its-agent",
  link: "app",
  title: "the API finds an agent at its address",
  why: "Segments wait in the API up to a limit, and are then dropped.",
  fix: "See whether an agent is ready on the API's node, and whether AWS_XRAY_DAEMON_ADDRESS is its address.",
  says: "no agent listens",
  after: [
    "agent-is-installed",
    "agent-is-ready",
    "agent-where-the-api-runs",
    "service-exists",
    "service-has-endpoints",
    "service-carries-udp-and-tcp",
    "address-is-the-agents",
    "address-is-well-formed",
    "policies-let-api-reach-agent",
    "agent-name-resolves",
    "api-reaches-udp",
  ],
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon.html"],
});
