import { z } from "zod";
import { wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { boostOf, isRule, RULE_BOOST, SAMPLING_RULE, samplingRule, stackOf } from "./rule.ts";

export const samplingRateCeiling = resourcePolicy({
  name: "sampling-rate-ceiling",
  title: "The catch-all rule, and every boost of a rule, samples no more than its stage allows.",
  why: "Recorded traces are billed one by one. A rule for every path at 100 % in production costs a thousand times a rule at 0.1 %.",
  fix: "Lower fixedRate, reservoirSize or the boost's maxRate of the rule, or add a separate rule for the important paths.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [wellArchitected("COST02-BP05")],
  types: [SAMPLING_RULE, RULE_BOOST],
  config: {
    stage: z
      .string()
      .default("")
      .describe(
        "The stage whose ceiling holds. Default: the stack's name, or a part of it, as dev in shop-dev. What a rule says of itself, such as a tag, does not count.",
      ),
    ceilings: z
      .record(z.string(), z.number().min(0).max(1))
      .default({ dev: 1, staging: 0.5, prod: 0.1 })
      .describe("Highest fixedRate of a rule for every path, by stage."),
    otherwise: z.number().min(0).max(1).default(0.1).describe("The same for a stage that isn't in `ceilings`."),
    boostCeilings: z
      .record(z.string(), z.number().min(0).max(1))
      .default({ dev: 1, staging: 1, prod: 0.5 })
      .describe("Highest maxRate of any rule's boost, by stage."),
    boostOtherwise: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe("The same for a stage that isn't in `boostCeilings`."),
    maxReservoir: z
      .int()
      .min(0)
      .default(10)
      .describe("Highest reservoirSize of any rule: requests per second that are sampled regardless of the rate."),
  },
  *check(resource, { stage, ceilings, otherwise, boostCeilings, boostOtherwise, maxReservoir }) {
    const of = stage === "" ? stackOf(resource) : stage;
    if (resource.type === RULE_BOOST) {
      const { name, boost } = boostOf(resource) ?? {};
      const ceiling = ceilingOf(of, boostCeilings) ?? boostOtherwise;
      if (name === undefined || boost === undefined || boost.MaxRate <= ceiling) return;
      const message = `Rule ${name} may be boosted to ${percent(boost.MaxRate)}; in ${of} it may be ${percent(ceiling)}.`;
      yield { path: "maxRate", message };
      return;
    }
    const rule = samplingRule(resource);
    if (!isRule(rule)) {
      for (const problem of rule) yield { message: `Invalid sampling rule: ${problem}` };
      return;
    }
    const ceiling = ceilingOf(of, ceilings) ?? otherwise;
    if (isCatchAll(rule.URLPath) && rule.FixedRate > ceiling) {
      yield {
        path: "fixedRate",
        message: `Rule ${rule.RuleName} samples ${percent(rule.FixedRate)} of every path; in ${of} it may be ${percent(ceiling)}.`,
      };
    }
    if (rule.ReservoirSize > maxReservoir) {
      yield {
        path: "reservoirSize",
        message:
          `Rule ${rule.RuleName} samples the first ${rule.ReservoirSize} requests of each second in any case; ` +
          `it may be ${maxReservoir}.`,
      };
    }
  },
});

/** By the whole name, or by a part of it as in `shop-dev`: the lowest where several parts are stages. */
function ceilingOf(name: string, ceilings: Readonly<Record<string, number>>): number | undefined {
  const own = ceilings[name];
  if (own !== undefined) return own;
  const parts = name.split(/[-_.]/).flatMap((part) => ceilings[part] ?? []);
  return parts.length === 0 ? undefined : Math.min(...parts);
}

/**
 * Whether a pattern matches practically all paths. `/?*` excludes only `/` itself, so it is a catch-all like `*`.
 */
function isCatchAll(path: string): boolean {
  return path.includes("*") && /^[/*?]+$/.test(path);
}

function percent(rate: number): string {
  return `${Number((rate * 100).toPrecision(6))} %`;
}
