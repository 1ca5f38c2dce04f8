import assert from "node:assert/strict";
import { requiredTags } from "../../../../policy/cloud/account/required-tags.ts";
import { describePolicy, messages } from "../support/policy.ts";
import { goodWith } from "../support/resources.ts";

describePolicy(
  requiredTags,
  {
    bad: [
      { resource: "alarms", path: "tags", message: "The tag stage is missing." },
      { resource: "all", path: "tags.stage", message: "The tag stage is empty." },
    ],
    unknown: {
      at: { all: "tags.stage" },
      said: [{ resource: "alarms", path: "tags", message: "The tag stage is missing." }],
    },
  },
  () => {
    it("asks for the tags that it is told", () => {
      const group = goodWith("aws:xray/group:Group", { "tags.team": "shop" });
      assert.deepEqual(messages(requiredTags, group, { tags: ["team", "stage"] }), []);
      assert.deepEqual(messages(requiredTags, group, { tags: ["owner"] }), ["The tag owner is missing."]);
    });
  },
);
