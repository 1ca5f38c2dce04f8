import { variablesOf } from "../../deployment/variables.ts";
import type { DeploymentRule, Found } from "../../rule.ts";

/** Names of propagators that @pmp/tracing always reads and writes. */
const ALWAYS = new Set(["xray", "tracecontext", "xray-lambda"]);

export const otelExporterVariable: DeploymentRule = {
  name: "otel-exporter-variable",
  title: "variables of an OpenTelemetry set-up for X-Ray",
  why:
    "X-Ray's and W3C's trace headers are always read and written. An OTLP endpoint makes @pmp/tracing send OTLP to it instead of segments to the " +
    "agent, and the X-Ray daemon does not speak OTLP.",
  fix:
    "OTEL_PROPAGATORS keeps baggage, or is deleted; an empty OTLP endpoint is deleted. Keep an OTLP endpoint if a collector is there " +
    "(agent.kind otelCollector has one), else delete it.",
  level: "edit",
  reads: "deployment",
  *find(file) {
    for (const variable of variablesOf(file)) {
      const { name, value = "", start, end } = variable;
      const found: Found = { start, end, message: `${name}=${value}`, withApp: true };
      if (name === "OTEL_PROPAGATORS") {
        const names = value
          .split(",")
          .map((one) => one.trim())
          .filter((one) => one !== "");
        const kept = names.filter((one) => !ALWAYS.has(one));
        if (kept.length < names.length) {
          yield { ...found, edits: kept.length === 0 ? variable.remove() : variable.change(name, kept.join(",")) };
        }
      } else if (/^OTEL_EXPORTER_OTLP_(?:TRACES_)?ENDPOINT$/.test(name)) {
        if (value.replace(/#.*$/, "").trim() === "")
          yield { ...found, message: `${name} is empty`, edits: variable.remove() };
        else if (/:2000\/?$/.test(value))
          yield { ...found, message: `${name}=${value}: port 2000 of the agent takes no OTLP` };
      }
    }
  },
};
