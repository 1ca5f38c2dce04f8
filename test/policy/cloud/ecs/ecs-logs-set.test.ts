import { ecsLogsSet } from "../../../../policy/cloud/ecs/ecs-logs-set.ts";
import { describePolicy } from "../support/policy.ts";

describePolicy(ecsLogsSet, {
  bad: [
    {
      resource: "none",
      path: "containerDefinitions[0].logConfiguration",
      message: "Container api has no log configuration.",
    },
    {
      resource: "no-group",
      path: "containerDefinitions[0].logConfiguration.options",
      message: "Container api names no log group for awslogs.",
    },
  ],
  unknown: {
    at: { "no-group": "containerDefinitions" },
    said: [
      {
        resource: "none",
        path: "containerDefinitions[0].logConfiguration",
        message: "Container api has no log configuration.",
      },
    ],
  },
});
