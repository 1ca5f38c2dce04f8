import { agentRules } from "./agent.ts";
import { apiRules } from "./api.ts";
import { nameRules } from "./names.ts";
import { podRules } from "./pods.ts";
import type { ChartRule } from "./rule.ts";
import { tracingRules } from "./tracing.ts";

/** Without one, traces would go to another region than the one that people look at. */
const region: ChartRule = {
  reads: ["region"],
  problems: (values) => {
    if (values.region !== "") return [];
    const path = ["region"];
    const allowed = "the AWS region that the traces go to";
    return [{ path, value: values.region, allowed, fix: { set: path, to: "eu-west-1" } }];
  },
};

/** Every rule between the chart's values. */
export const CHART_RULES: readonly ChartRule[] = [
  region,
  ...nameRules,
  ...podRules,
  ...agentRules,
  ...apiRules,
  ...tracingRules,
];
