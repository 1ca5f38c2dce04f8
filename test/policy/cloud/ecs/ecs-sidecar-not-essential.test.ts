import assert from "node:assert/strict";
import { ecsSidecarNotEssential } from "../../../../policy/cloud/ecs/ecs-sidecar-not-essential.ts";
import { describePolicy, messages } from "../support/policy.ts";
import { goodWith } from "../support/resources.ts";

describePolicy(
  ecsSidecarNotEssential,
  {
    bad: [
      {
        resource: "by-default",
        path: "containerDefinitions[1].essential",
        message: "Container otel is essential.",
      },
      { resource: "broken", path: "containerDefinitions", message: "The container definitions are not a JSON list." },
    ],
    unknown: {
      at: { "by-default": "containerDefinitions" },
      said: [
        { resource: "broken", path: "containerDefinitions", message: "The container definitions are not a JSON list." },
      ],
    },
  },
  () => {
    it("lets a task be that is nothing but an agent", () => {
      const task = goodWith("aws:ecs/taskDefinition:TaskDefinition", {
        containerDefinitions: '[{ "name": "agent", "image": "amazon/aws-xray-daemon:3.6.6", "essential": true }]',
      });
      assert.deepEqual(messages(ecsSidecarNotEssential, task), []);
    });
  },
);
