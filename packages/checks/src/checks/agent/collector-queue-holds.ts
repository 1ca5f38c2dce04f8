import { defineLogCheck } from "../parts/log-check.ts";

export const collectorQueueHolds = defineLogCheck({
  name: "collector-queue-holds",
  link: "agent",
  title: "the collector's queue and memory hold what arrives",
  why: "What is refused or finds the queue full is lost.",
  fix: "Raise agent.resources.limits.memory, or sample less.",
  says: "its queue or its memory is full",
  where: { agents: ["otelCollector", "cloudwatchAgent"] },
  after: ["agent-reaches-xray", "agent-is-not-throttled", "agent-is-not-denied"],
  sources: ["https://github.com/open-telemetry/opentelemetry-collector/issues/9981"],
});
