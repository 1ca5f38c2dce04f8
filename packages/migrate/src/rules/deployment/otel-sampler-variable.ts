import { beside, variablesOf } from "../../deployment/variables.ts";
import type { DeploymentRule } from "../../rule.ts";

export const otelSamplerVariable: DeploymentRule = {
  name: "otel-sampler-variable",
  title: "OTEL_TRACES_SAMPLER",
  why:
    "The package @pmp/tracing always asks X-Ray's sampling rules, by the agent's TCP port; it does not read the variable. A fixed ratio in each app " +
    "ignores the rules of the account.",
  fix:
    "The sampler xray is what @pmp/tracing does: its variables are deleted, and its endpoint becomes AWS_XRAY_DAEMON_ADDRESS. For another " +
    "sampler, write its rate as a sampling rule first; then delete the variables.",
  level: "edit",
  reads: "deployment",
  *find(file) {
    const variables = variablesOf(file);
    for (const variable of variables) {
      const { name, value = "", start, end } = variable;
      const position = { start, end, withApp: true };
      if (name === "OTEL_TRACES_SAMPLER") {
        const message = `${name}=${value}`;
        if (value === "xray") yield { ...position, message, edits: variable.remove() };
        else {
          const ratio = beside(variables, variable, "OTEL_TRACES_SAMPLER_ARG")?.value;
          yield { ...position, message: ratio === undefined ? message : `${message} with ${ratio}` };
        }
      } else if (name === "OTEL_TRACES_SAMPLER_ARG") {
        const sampler = beside(variables, variable, "OTEL_TRACES_SAMPLER");
        if (sampler !== undefined && sampler.value !== "xray") continue;
        const address = /endpoint=(?:https?:\/\/)?([^,/]+)/.exec(value)?.[1];
        const isSet = beside(variables, variable, "AWS_XRAY_DAEMON_ADDRESS") !== undefined || address === undefined;
        // A port is needed: the sampler's own default is the agent's.
        const agent = address === undefined || /:\d+$/.test(address) ? address : `${address}:2000`;
        const edits =
          isSet || agent === undefined ? variable.remove() : variable.change("AWS_XRAY_DAEMON_ADDRESS", agent);
        yield { ...position, message: `${name}=${value}`, edits };
      }
    }
  },
};
