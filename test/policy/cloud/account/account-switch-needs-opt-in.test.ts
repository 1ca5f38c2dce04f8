import assert from "node:assert/strict";
import { accountSwitchNeedsOptIn } from "../../../../policy/cloud/account/account-switch-needs-opt-in.ts";
import { describePolicy, evaluate, found } from "../support/policy.ts";
import { read, resources } from "../support/resources.ts";

describePolicy(
  accountSwitchNeedsOptIn,
  {
    bad: [
      {
        resource: "encryption",
        message: "It decides for the whole account and region how all traces are encrypted.",
      },
      {
        resource: "indexing",
        message: "It decides for the whole account and region how many of all traces are indexed.",
      },
    ],
    unknown: "nothing",
  },
  () => {
    it("lets the types pass that the stack opted in for, and no others", () => {
      const subjects = resources(read("bad/account-switch-needs-opt-in.yaml"));
      const allowed = ["aws:xray/indexingRule:IndexingRule"];
      assert.deepEqual(found(evaluate(accountSwitchNeedsOptIn, subjects, { allowed })), [
        {
          resource: "encryption",
          message: "It decides for the whole account and region how all traces are encrypted.",
        },
      ]);
    });
  },
);
