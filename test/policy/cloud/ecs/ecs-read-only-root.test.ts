import { ecsReadOnlyRoot } from "../../../../policy/cloud/ecs/ecs-read-only-root.ts";
import { describePolicy } from "../support/policy.ts";

describePolicy(ecsReadOnlyRoot, {
  bad: [
    {
      resource: "unset",
      path: "containerDefinitions[0].readonlyRootFilesystem",
      message: "Container api can write to its root file system.",
    },
    {
      resource: "off",
      path: "containerDefinitions[0].readonlyRootFilesystem",
      message: "Container api can write to its root file system.",
    },
  ],
  unknown: {
    at: { off: "containerDefinitions" },
    said: [
      {
        resource: "unset",
        path: "containerDefinitions[0].readonlyRootFilesystem",
        message: "Container api can write to its root file system.",
      },
    ],
  },
});
