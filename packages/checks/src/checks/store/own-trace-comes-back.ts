import { defineCheck } from "../../check.ts";
import { ownTrace } from "../../facts/own-trace.ts";

export const ownTraceComesBack = defineCheck({
  name: "own-trace-comes-back",
  link: "store",
  title: "a trace of verify's own request is read back by its id",
  why: "This is the whole chain at once: API, agent, identity, network and store.",
  fix: "Look at the first broken link above; if there is none, at the agent's log.",
  phase: "proof",
  needs: { trace: ownTrace },
  settles: { deadline: 60, every: 2 },
  after: [
    "agent-is-installed",
    "agent-is-ready",
    "agent-where-the-api-runs",
    "api-reaches-udp",
    "app-is-instrumented",
    "agent-gets-its-role",
    "five-actions-allowed",
    "role-is-bound",
    "role-exists",
    "encryption-key-works",
    "service-carries-udp-and-tcp",
    "service-has-endpoints",
    "policies-let-api-reach-agent",
    "agent-is-not-denied",
    "agent-has-credentials",
    "agent-reaches-xray",
    "region-is-the-agents",
    "account-is-the-agents",
    "tracing-is-not-disabled",
    "address-is-the-agents",
    "address-is-well-formed",
    "service-exists",
    "collector-exports-to-xray",
    "web-identity-is-accepted",
  ],
  sources: [
    "https://docs.aws.amazon.com/xray/latest/api/API_BatchGetTraces.html",
    "https://docs.aws.amazon.com/xray/latest/api/API_StartTraceRetrieval.html",
  ],
  *check({ trace }, target) {
    const found = new Set(trace.segments.map(({ traceId }) => traceId));
    if (trace.expected.some((id) => found.has(id))) return;
    yield {
      message: `None of ${trace.expected.length} sampled requests came back from ${trace.backEnd}.`,
      object: trace.expected[0] ?? "",
      evidence: trace.expected.slice(0, 3),
      fix: `aws --region ${target.region} xray batch-get-traces --trace-ids ${trace.expected[0] ?? ""}`,
      settling: true,
    };
  },
});
