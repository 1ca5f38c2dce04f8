import assert from "node:assert/strict";
import { samplingNoShadowedRule } from "../../../../policy/cloud/sampling/sampling-no-shadowed-rule.ts";
import { describePolicy, evaluate, found } from "../support/policy.ts";
import { read, resources } from "../support/resources.ts";

describePolicy(
  samplingNoShadowedRule,
  {
    bad: [
      {
        resource: "stripe",
        message:
          "Rule shop-stripe (shadowed): Every request that it matches, such as GET /api/stripe (service=shop), is taken by " +
          "shop-rest (priority 1): the lowest priority is evaluated first, and the first match decides.",
      },
    ],
    unknown: { at: { stripe: "priority" }, said: [] },
  },
  () => {
    it("reasons over the whole stack, and leaves other services' rules alone", () => {
      const [rest, stripe] = read("bad/sampling-no-shadowed-rule.yaml");
      const elsewhere = { ...stripe!, props: { ...stripe!.props, serviceName: "other" } };
      assert.deepEqual(found(evaluate(samplingNoShadowedRule, resources([rest!, elsewhere]))), []);
    });
  },
);
