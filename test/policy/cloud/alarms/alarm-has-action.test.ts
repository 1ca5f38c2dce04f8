import assert from "node:assert/strict";
import { alarmHasAction } from "../../../../policy/cloud/alarms/alarm-has-action.ts";
import { describePolicy, evaluate, found } from "../support/policy.ts";
import { inPreview, read } from "../support/resources.ts";

describePolicy(
  alarmHasAction,
  {
    bad: [
      { resource: "silent", path: "alarmActions", message: "The alarm has no action." },
      { resource: "switched-off", path: "alarmActions", message: "The alarm has no action." },
      { resource: "switched-off", path: "actionsEnabled", message: "The alarm's actions are switched off." },
    ],
    unknown: {
      at: { "switched-off": "alarmActions" },
      said: [
        { resource: "silent", path: "alarmActions", message: "The alarm has no action." },
        { resource: "switched-off", path: "actionsEnabled", message: "The alarm's actions are switched off." },
      ],
    },
  },
  () => {
    it("passes an alarm whose topic isn't made yet: that there is an action is known", () => {
      const alarm = inPreview(
        read("good.yaml").filter(({ name }) => name === "silence"),
        { silence: "alarmActions[0]" },
      );
      const result = evaluate(alarmHasAction, alarm);
      assert.deepEqual([found(result), result.undecided], [[], []]);
    });
  },
);
