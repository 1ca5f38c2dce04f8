import { ecsAgentOnLoopback } from "../../../../policy/cloud/ecs/ecs-agent-on-loopback.ts";
import { describePolicy } from "../support/policy.ts";

describePolicy(ecsAgentOnLoopback, {
  bad: [
    { resource: "mapped", path: "containerDefinitions[1].portMappings[0]", message: "Agent agent maps port 2000." },
    {
      resource: "own",
      path: "containerDefinitions[1].command",
      message: "Agent agent listens for UDP on the image's own 0.0.0.0:2000.",
    },
    {
      resource: "half",
      path: "containerDefinitions[1].command",
      message: "Agent agent listens for TCP on 0.0.0.0:2000.",
    },
    {
      resource: "collector",
      path: "containerDefinitions[1].environment",
      message: "Agent otel listens on 0.0.0.0:2000.",
    },
    {
      resource: "default",
      path: "containerDefinitions[1].environment",
      message: "Agent otel has the image's own configuration, which listens on 0.0.0.0:2000.",
    },
  ],
  unknown: {
    at: { default: "containerDefinitions" },
    said: [
      { resource: "mapped", path: "containerDefinitions[1].portMappings[0]", message: "Agent agent maps port 2000." },
      {
        resource: "own",
        path: "containerDefinitions[1].command",
        message: "Agent agent listens for UDP on the image's own 0.0.0.0:2000.",
      },
      {
        resource: "half",
        path: "containerDefinitions[1].command",
        message: "Agent agent listens for TCP on 0.0.0.0:2000.",
      },
      {
        resource: "collector",
        path: "containerDefinitions[1].environment",
        message: "Agent otel listens on 0.0.0.0:2000.",
      },
    ],
  },
});
