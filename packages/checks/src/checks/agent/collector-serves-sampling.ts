import { defineCheck } from "../../check.ts";
import { agentConfig } from "../../facts/agent-config.ts";
import { at, textAt } from "../parts/agent-config.ts";

export const collectorServesSampling = defineCheck({
  name: "collector-serves-sampling",
  link: "agent",
  title: "the collector forwards sampling calls to this region",
  why: "Without proxy_server's own endpoint and region, TCP 2000 is closed to other pods, or asks another region.",
  fix: "Set proxy_server.endpoint and proxy_server.region of receiver awsxray; the chart does.",
  needs: { config: agentConfig },
  where: { agents: ["otelCollector"] },
  sources: ["https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/receiver/awsxrayreceiver"],
  *check({ config }, target) {
    if (at(config.content, "receivers", "awsxray") === undefined) return;
    const region = textAt(config.content, "receivers", "awsxray", "proxy_server", "region");
    if (region !== undefined && region !== target.region && !region.startsWith("${")) {
      yield {
        message: `The collector asks X-Ray in ${region} for sampling rules; the plan is in ${target.region}.`,
        object: config.file,
      };
    }
  },
});
