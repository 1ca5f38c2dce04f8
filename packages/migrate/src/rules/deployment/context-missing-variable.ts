import { variablesOf } from "../../deployment/variables.ts";
import type { DeploymentRule } from "../../rule.ts";

export const contextMissingVariable: DeploymentRule = {
  name: "context-missing-variable",
  title: "AWS_XRAY_CONTEXT_MISSING",
  why:
    "RUNTIME_ERROR makes AWS's X-Ray SDK throw in production where no segment is open. @pmp/tracing and OpenTelemetry do not read the " +
    "variable.",
  fix: "The variable is deleted: AWS's SDK then logs an error, which is its default.",
  level: "edit",
  reads: "deployment",
  *find(file) {
    for (const { name, value, start, end, remove } of variablesOf(file)) {
      if (name === "AWS_XRAY_CONTEXT_MISSING") yield { start, end, message: `${name}=${value ?? ""}`, edits: remove() };
    }
  },
};
