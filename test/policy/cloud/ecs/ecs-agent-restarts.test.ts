import { ecsAgentRestarts } from "../../../../policy/cloud/ecs/ecs-agent-restarts.ts";
import { describePolicy } from "../support/policy.ts";

describePolicy(ecsAgentRestarts, {
  bad: [
    {
      resource: "never",
      path: "containerDefinitions[1].restartPolicy",
      message: "Agent agent is not started again when it has ended.",
    },
    {
      resource: "off",
      path: "containerDefinitions[1].restartPolicy",
      message: "Agent agent is not started again when it has ended.",
    },
  ],
  unknown: {
    at: { off: "containerDefinitions" },
    said: [
      {
        resource: "never",
        path: "containerDefinitions[1].restartPolicy",
        message: "Agent agent is not started again when it has ended.",
      },
    ],
  },
});
