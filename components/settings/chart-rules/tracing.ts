import { lastFirst } from "./agent.ts";
import type { ChartProblem, ChartRule } from "./rule.ts";

/** Headers that say nothing of who sent them. */
const ANYONES = /^header:(x-amzn-trace-id|traceparent|tracestate|baggage|host|user-agent|accept|connection)$/i;

const trusted: ChartRule = {
  reads: ["sampling.trustSampled"],
  problems: ({ sampling: { trustSampled } }) =>
    lastFirst(trustSampled.map((value, index) => ({ path: ["sampling", "trustSampled", index], value }))).flatMap(
      ({ path, value }): ChartProblem[] => {
        const fix = { remove: path };
        if (["all", "none"].includes(value) && trustSampled.length > 1) {
          return [{ path, value, allowed: `${value} alone, or other entries without it`, fix }];
        }
        if (!value.startsWith("header:") || !ANYONES.test(value)) return [];
        return [{ path, value, allowed: "a header that only your own gateway sets: any caller sends this one", fix }];
      },
    ),
};

const targets: ChartRule = {
  reads: ["api.propagateTo"],
  problems: ({ api: { propagateTo } }) =>
    lastFirst(propagateTo.map((value, index) => ({ path: ["api", "propagateTo", index], value }))).flatMap(
      ({ path, value }): ChartProblem[] => {
        if (value.toLowerCase() === "none" && propagateTo.length > 1) {
          return [{ path, value, allowed: "none alone, or hosts without it", fix: { remove: path } }];
        }
        if (value.toLowerCase() !== "all") return [];
        return [{ path, value, allowed: 'all is written "*"', fix: { set: path, to: "*" } }];
      },
    ),
};

interface Rule {
  readonly RuleName: string;
  readonly Priority: number;
}

/** The records that `aws xray get-sampling-rules` prints hold the rule in a key. */
function ruleIn(given: object): Rule {
  const { SamplingRule: inner } = given as { readonly SamplingRule?: Rule };
  return inner ?? (given as Rule);
}

const DEFAULT = { name: "Default", priority: 10_000 };

/** The order of evaluation is (Priority, RuleName), so equal priorities would decide by name; the API reads the list in this order. */
const rules: ChartRule = {
  reads: ["sampling.rules"],
  problems: ({ sampling }) => {
    const list = sampling.rules.map(ruleIn);
    const problems = list.flatMap((rule, index): ChartProblem[] => {
      const path = ["sampling", "rules", index];
      const before = list.slice(0, index);
      const first = before.findLastIndex(({ RuleName }) => RuleName === rule.RuleName);
      const { RuleName: name, Priority: above } = before.at(-1) ?? { RuleName: "", Priority: 0 };
      const found: ChartProblem[] = [];
      if (first >= 0) {
        const allowed = `another name: sampling.rules[${first}] has this one`;
        found.push({ path: [...path, "RuleName"], value: rule.RuleName, allowed, fix: "rename one" });
      }
      if (rule.Priority <= above) {
        const allowed = `more than ${above}, the priority of ${JSON.stringify(name)} before it`;
        const fix = "sort the rules by Priority, each one once";
        found.push({ path: [...path, "Priority"], value: rule.Priority, allowed, fix });
      }
      if ((rule.RuleName === DEFAULT.name) !== (rule.Priority === DEFAULT.priority)) {
        const allowed = `priority ${DEFAULT.priority} for the rule named ${DEFAULT.name}, and for that one only`;
        found.push({ path, value: rule, allowed, fix: "correct the name or the priority" });
      }
      return found;
    });
    const last = list.at(-1);
    if (last === undefined || last.RuleName === DEFAULT.name) return problems;
    const allowed = `a last rule named ${DEFAULT.name} (priority ${DEFAULT.priority}), which decides when no other rule matches`;
    const fix = `add the rule ${DEFAULT.name}`;
    return [...problems, { path: ["sampling", "rules"], value: last.RuleName, allowed, fix }];
  },
};

/** What holds for sampling, and for where the headers go. */
export const tracingRules: readonly ChartRule[] = [trusted, targets, rules];
