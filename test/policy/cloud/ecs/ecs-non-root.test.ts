import { ecsNonRoot } from "../../../../policy/cloud/ecs/ecs-non-root.ts";
import { describePolicy } from "../support/policy.ts";

describePolicy(ecsNonRoot, {
  bad: [
    { resource: "none", path: "containerDefinitions[0].user", message: "Container api names no user." },
    { resource: "zero", path: "containerDefinitions[0].user", message: "Container api has the user 0:0." },
    { resource: "named", path: "containerDefinitions[0].user", message: "Container api has the user node." },
  ],
  unknown: {
    at: { named: "containerDefinitions" },
    said: [
      { resource: "none", path: "containerDefinitions[0].user", message: "Container api names no user." },
      { resource: "zero", path: "containerDefinitions[0].user", message: "Container api has the user 0:0." },
    ],
  },
});
