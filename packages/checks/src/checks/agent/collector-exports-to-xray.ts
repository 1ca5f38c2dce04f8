import { defineCheck } from "../../check.ts";
import { agentConfig } from "../../facts/agent-config.ts";
import { isOfType, tracePipelines } from "../parts/agent-config.ts";

export const collectorExportsToXray = defineCheck({
  name: "collector-exports-to-xray",
  link: "agent",
  title: "the collector's pipeline leads from awsxray to awsxray",
  why: "What a collector receives without a pipeline to X-Ray is thrown away without a word.",
  fix: "Add a pipeline of traces with receiver awsxray and exporter awsxray; the chart has one.",
  needs: { config: agentConfig },
  where: { agents: ["otelCollector"] },
  sources: ["https://aws-otel.github.io/docs/getting-started/x-ray"],
  *check({ config }) {
    if (config.content === undefined) {
      yield { message: `${config.file} is not a map of YAML.`, object: "ConfigMap xray-config" };
      return;
    }
    const pipelines = tracePipelines(config.content);
    const receives = pipelines.filter(({ receivers }) => receivers.some((name) => isOfType(name, "awsxray")));
    // The OTLP endpoint of X-Ray is another way to the same store.
    const exports = receives.filter(({ exporters }) =>
      exporters.some((name) => isOfType(name, "awsxray") || isOfType(name, "otlphttp") || isOfType(name, "otlp_http")),
    );
    if (receives.length === 0)
      yield { message: "No pipeline of traces has the receiver awsxray.", object: config.file };
    else if (exports.length === 0) {
      yield {
        message: `Pipeline ${receives.map(({ name }) => name).join(", ")} has no exporter awsxray.`,
        object: config.file,
      };
    }
  },
});
