import { ecsAgentStartedFirst } from "../../../../policy/cloud/ecs/ecs-agent-started-first.ts";
import { describePolicy } from "../support/policy.ts";

describePolicy(ecsAgentStartedFirst, {
  bad: [
    {
      resource: "healthy",
      path: "containerDefinitions[0].dependsOn[1].condition",
      message: "Container api waits for the agent agent to be HEALTHY.",
    },
    {
      resource: "alone",
      path: "containerDefinitions[0].dependsOn",
      message: "Container api doesn't wait for the agent agent.",
    },
  ],
  unknown: {
    at: { alone: "containerDefinitions" },
    said: [
      {
        resource: "healthy",
        path: "containerDefinitions[0].dependsOn[1].condition",
        message: "Container api waits for the agent agent to be HEALTHY.",
      },
    ],
  },
});
