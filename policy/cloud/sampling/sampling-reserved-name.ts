import { DEFAULT_RULE_NAME, LIMITS } from "@pmp/sampling";
import { wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { text } from "../../kit/read.ts";
import { collectUnknowns } from "../../kit/unknown.ts";
import { SAMPLING_RULE } from "./rule.ts";

export const samplingReservedName = resourcePolicy({
  name: "sampling-reserved-name",
  title: "No sampling rule uses the name or the priority of X-Ray's Default rule.",
  why: "Default exists in every account, can't be created or deleted, and applies where no rule matches. The update would fail.",
  fix: "Give the rule another name and a priority from 1 to 9999.",
  severity: "low",
  enforcement: "mandatory",
  frameworks: [wellArchitected("OPS05-BP01")],
  types: [SAMPLING_RULE],
  *check({ props }) {
    yield* collectUnknowns([
      function* () {
        if (text(props.ruleName) !== DEFAULT_RULE_NAME) return;
        yield { path: "ruleName", message: `${DEFAULT_RULE_NAME} is the name of X-Ray's own rule.` };
      },
      function* () {
        const { priority } = props;
        if (typeof priority !== "number" || priority <= LIMITS.priority.max) return;
        const message = `${priority} is above ${LIMITS.priority.max}, where only X-Ray's own rule is.`;
        yield { path: "priority", message };
      },
    ]);
  },
});
