import assert from "node:assert/strict";
import { logRetentionSet } from "../../../../policy/cloud/logs/log-retention-set.ts";
import { describePolicy, messages } from "../support/policy.ts";
import { goodWith } from "../support/resources.ts";

describePolicy(
  logRetentionSet,
  {
    bad: [
      { resource: "for-ever", path: "retentionInDays", message: "Logs are kept for ever." },
      { resource: "zero", path: "retentionInDays", message: "Logs are kept for ever." },
      {
        resource: "odd",
        path: "retentionInDays",
        message:
          "10 days is not a time that CloudWatch knows; it knows 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, " +
          "1096, 1827, 2192, 2557, 2922, 3288, 3653.",
      },
      { resource: "long", path: "retentionInDays", message: "Logs are kept for 3653 days; it may be 1 to 400." },
    ],
    unknown: {
      at: { odd: "retentionInDays" },
      said: [
        { resource: "for-ever", path: "retentionInDays", message: "Logs are kept for ever." },
        { resource: "zero", path: "retentionInDays", message: "Logs are kept for ever." },
        { resource: "long", path: "retentionInDays", message: "Logs are kept for 3653 days; it may be 1 to 400." },
      ],
    },
  },
  () => {
    it("allows the fewest and the most days", () => {
      const logs = goodWith("aws:cloudwatch/logGroup:LogGroup", { retentionInDays: 30 });
      assert.deepEqual(messages(logRetentionSet, logs, { minDays: 30, maxDays: 30 }), []);
    });

    it("takes the days that it is told", () => {
      const logs = goodWith("aws:cloudwatch/logGroup:LogGroup", { retentionInDays: 30 });
      assert.deepEqual(messages(logRetentionSet, logs, { minDays: 60 }), [
        "Logs are kept for 30 days; it may be 60 to 400.",
      ]);
    });
  },
);
