import { z } from "zod";
import { wellArchitected } from "../../kit/frameworks.ts";
import { stackPolicy } from "../../kit/policy.ts";
import { GROUP } from "./group.ts";

export const xrayGroupCount = stackPolicy({
  name: "xray-group-count",
  title: "The stack has no more groups than X-Ray accepts.",
  why: "An account and region has 25 groups, Default among them. AWS does not raise that, and the update fails partway.",
  fix: "Use groups for what alarms and dashboards need; use filter expressions for other queries.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [wellArchitected("REL01-BP01")],
  types: [GROUP],
  config: {
    max: z
      .int()
      .min(1)
      .max(24)
      .default(24)
      .describe("Highest number of groups in the stack. Lower it where stacks share an account and region."),
  },
  *check(resources, { max }) {
    if (resources.length > max) yield { message: `The stack has ${resources.length} groups; it may have ${max}.` };
  },
});
