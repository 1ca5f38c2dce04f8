import { defineCheck } from "../../check.ts";
import { probe } from "../../facts/probe.ts";

export const agentAnswersSamplingCalls = defineCheck({
  name: "agent-answers-sampling-calls",
  link: "sampling",
  title: "the agent fetches sampling rules for the API",
  why: "The API asks the agent, the agent signs and asks X-Ray. A refusal leaves the API with its fallback.",
  fix: "MissingAuthenticationToken: the agent has no credentials. AccessDenied: its role lacks xray:GetSamplingRules.",
  phase: "probe",
  needs: { seen: probe },
  after: [
    "api-reaches-tcp",
    "five-actions-allowed",
    "agent-has-credentials",
    "web-identity-is-accepted",
    "role-is-bound",
    "endpoint-policy-allows-sampling",
    "agent-reaches-xray",
    "agent-gets-its-role",
  ],
  sources: ["https://github.com/aws/aws-xray-daemon/blob/master/pkg/proxy/server.go"],
  *check({ seen }) {
    const { error, status, rules, answer } = seen.tcp;
    if (error !== undefined || rules !== undefined) return;
    yield {
      message: `The agent at ${seen.address} answered ${status ?? "nothing"} to GetSamplingRules.`,
      object: seen.address,
      ...(answer !== undefined && { evidence: [answer] }),
    };
  },
});
