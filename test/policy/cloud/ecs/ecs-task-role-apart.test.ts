import assert from "node:assert/strict";
import { ecsTaskRoleApart } from "../../../../policy/cloud/ecs/ecs-task-role-apart.ts";
import { describePolicy, messages } from "../support/policy.ts";
import { goodWith } from "../support/resources.ts";

describePolicy(
  ecsTaskRoleApart,
  {
    bad: [
      {
        resource: "no-role",
        path: "taskRoleArn",
        message: "The task has no role, so that its agent can send nothing.",
      },
      { resource: "one-role", path: "taskRoleArn", message: '"arn:aws:iam::1:role/shop" is the execution role too.' },
    ],
    unknown: {
      at: { "one-role": "taskRoleArn" },
      said: [
        {
          resource: "no-role",
          path: "taskRoleArn",
          message: "The task has no role, so that its agent can send nothing.",
        },
      ],
    },
  },
  () => {
    it("looks at a task of which one container is an agent", () => {
      const task = goodWith("aws:ecs/taskDefinition:TaskDefinition", { taskRoleArn: undefined });
      assert.deepEqual(messages(ecsTaskRoleApart, task), ["The task has no role, so that its agent can send nothing."]);
    });

    it("has nothing to say of a task that isn't traced", () => {
      const task = goodWith("aws:ecs/taskDefinition:TaskDefinition", {
        taskRoleArn: undefined,
        containerDefinitions: '[{ "name": "worker", "image": "worker:1" }]',
      });
      assert.deepEqual(messages(ecsTaskRoleApart, task), []);
    });
  },
);
