import { defineLogCheck } from "../parts/log-check.ts";

export const samplerGetsRules = defineLogCheck({
  name: "sampler-gets-rules",
  link: "sampling",
  title: "the API gets its sampling rules",
  why: "Without them it samples by its fallback plan, or by 1 request a second and 5 % of the rest.",
  fix: "See whether TCP 2000 of the agent is open, and whether the agent's role allows the three Get actions.",
  says: "it can't get its sampling rules",
  after: [
    "agent-is-installed",
    "agent-is-ready",
    "service-exists",
    "service-carries-udp-and-tcp",
    "policies-let-api-reach-agent",
    "api-reaches-tcp",
    "agent-answers-sampling-calls",
    "five-actions-allowed",
    "agent-has-credentials",
    "agent-port-is-free",
    "role-is-bound",
    "address-is-the-agents",
    "agent-where-the-api-runs",
    "service-has-endpoints",
    "web-identity-is-accepted",
    "agent-gets-its-role",
  ],
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sampling.html"],
});
