import { ecsNoPublicAddress } from "../../../../policy/cloud/ecs/ecs-no-public-address.ts";
import { describePolicy } from "../support/policy.ts";

describePolicy(ecsNoPublicAddress, {
  bad: [
    { resource: "public", path: "networkConfiguration.assignPublicIp", message: "Its tasks get public addresses." },
  ],
  unknown: { at: { public: "networkConfiguration.assignPublicIp" }, said: [] },
});
