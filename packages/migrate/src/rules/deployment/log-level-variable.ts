import { beside, variablesOf } from "../../deployment/variables.ts";
import type { DeploymentRule } from "../../rule.ts";

/** Levels of AWS's SDK, in OpenTelemetry's words. */
const LEVELS: Readonly<Record<string, string>> = {
  debug: "debug",
  info: "info",
  warn: "warn",
  error: "error",
  silent: "none",
};

export const logLevelVariable: DeploymentRule = {
  name: "log-level-variable",
  title: "AWS_XRAY_LOG_LEVEL and AWS_XRAY_DEBUG_MODE",
  why: "What the tracing logs is set by OpenTelemetry's OTEL_LOG_LEVEL; AWS's own variables are read by its SDK only.",
  fix: "OTEL_LOG_LEVEL with the same level; deleted where OTEL_LOG_LEVEL is set already.",
  level: "edit",
  reads: "deployment",
  *find(file) {
    const variables = variablesOf(file);
    for (const variable of variables) {
      const { name, value = "", start, end } = variable;
      if (name !== "AWS_XRAY_LOG_LEVEL" && name !== "AWS_XRAY_DEBUG_MODE") continue;
      const isSet =
        beside(variables, variable, "OTEL_LOG_LEVEL") !== undefined ||
        // Debug mode wins in AWS's SDK.
        (name === "AWS_XRAY_LOG_LEVEL" && beside(variables, variable, "AWS_XRAY_DEBUG_MODE") !== undefined);
      const level = name === "AWS_XRAY_DEBUG_MODE" ? "debug" : LEVELS[value.toLowerCase()];
      const edits = isSet || level === undefined ? variable.remove() : variable.change("OTEL_LOG_LEVEL", level);
      yield { start, end, message: `${name}=${value}`, edits, withApp: true };
    }
  },
};
