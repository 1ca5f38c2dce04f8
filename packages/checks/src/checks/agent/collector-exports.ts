import { defineLogCheck } from "../parts/log-check.ts";

export const collectorExports = defineLogCheck({
  name: "collector-exports",
  link: "agent",
  title: "the collector sends what it receives",
  why: "A rejected batch is lost. At level info the collector says nothing else of X-Ray's answers.",
  fix: "The line names the answer; agent.logLevel debug shows each request.",
  says: "it can't send",
  where: { agents: ["otelCollector", "cloudwatchAgent"] },
  after: [
    "agent-has-credentials",
    "agent-is-not-denied",
    "agent-reaches-xray",
    "agent-is-not-throttled",
    "web-identity-is-accepted",
  ],
  sources: ["https://github.com/open-telemetry/opentelemetry-collector-contrib/issues/36338"],
});
