import { LIMITS } from "@pmp/sampling";
import { z } from "zod";
import { wellArchitected } from "../../kit/frameworks.ts";
import { stackPolicy } from "../../kit/policy.ts";
import { SAMPLING_RULE } from "./rule.ts";

export const samplingRuleCount = stackPolicy({
  name: "sampling-rule-count",
  title: "The stack has no more sampling rules than X-Ray accepts and samplers report on.",
  why:
    "An account and region has 25 rules by default, shared by all stacks, and a sampler reports on 25 rules at once, including the " +
    "Default rule. Rules beyond that get no quota, or the update fails partway.",
  fix: "Merge rules that have the same rate into one with a wider pattern.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [wellArchitected("REL01-BP01")],
  types: [SAMPLING_RULE],
  config: {
    max: z
      .int()
      .min(1)
      .default(LIMITS.statisticsDocuments - 1)
      .describe(
        "Highest number of rules in the stack. More than 24 only where AWS raised the quota and samplers report in parts.",
      ),
  },
  *check(resources, { max }) {
    if (resources.length > max)
      yield { message: `The stack has ${resources.length} sampling rules; it may have ${max}.` };
  },
});
