import assert from "node:assert/strict";
import { samplingRuleCount } from "../../../../policy/cloud/sampling/sampling-rule-count.ts";
import { describePolicy, evaluate, found } from "../support/policy.ts";
import { read, resources } from "../support/resources.ts";

describePolicy(
  samplingRuleCount,
  {
    bad: [{ message: "The stack has 25 sampling rules; it may have 24." }],
    unknown: "nothing",
  },
  () => {
    it("takes the number that it is told", () => {
      const subjects = resources(read("bad/sampling-rule-count.yaml"));
      assert.deepEqual(found(evaluate(samplingRuleCount, subjects, { max: 25 })), []);
    });
  },
);
