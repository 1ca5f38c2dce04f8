import { beside, variablesOf } from "../../deployment/variables.ts";
import type { DeploymentRule } from "../../rule.ts";

export const tracingNameVariable: DeploymentRule = {
  name: "tracing-name-variable",
  title: "AWS_XRAY_TRACING_NAME",
  why: "The name of the service is OpenTelemetry's OTEL_SERVICE_NAME; AWS's own variable is read by its SDK only.",
  fix: "The variable is renamed to OTEL_SERVICE_NAME. Where both are set to different names, a person chooses.",
  level: "edit",
  reads: "deployment",
  *find(file) {
    const variables = variablesOf(file);
    for (const variable of variables) {
      const { name, value, start, end } = variable;
      if (name !== "AWS_XRAY_TRACING_NAME") continue;
      const other = beside(variables, variable, "OTEL_SERVICE_NAME");
      const position = { start, end, withApp: true };
      if (value === undefined)
        yield { ...position, message: `${name} has its value from elsewhere: rename it to OTEL_SERVICE_NAME` };
      else if (other === undefined) {
        const edits = variable.change("OTEL_SERVICE_NAME", value);
        yield { ...position, message: `${name}=${value}`, edits };
      } else if (other.value === value)
        yield { ...position, message: `${name}=${value}, as OTEL_SERVICE_NAME`, edits: variable.remove() };
      else
        yield {
          ...position,
          message: `${name}=${value}, but OTEL_SERVICE_NAME=${other.value ?? ""}: traces had the first name`,
        };
    }
  },
};
