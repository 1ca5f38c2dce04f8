/** The checks whose findings explain why a pod can't reach the agent, over UDP or TCP. */
export const BEFORE_REACHING_THE_AGENT = [
  "agent-name-resolves",
  "agent-where-the-api-runs",
  "service-has-endpoints",
  "service-carries-udp-and-tcp",
  "policies-let-api-reach-agent",
  "agent-is-installed",
  "address-is-the-agents",
  "address-is-well-formed",
  "agent-listens-for-others",
  "collector-exports-to-xray",
] as const;
