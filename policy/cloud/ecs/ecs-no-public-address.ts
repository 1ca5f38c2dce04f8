import { securityHub, wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { record } from "../../kit/read.ts";

export const ecsNoPublicAddress = resourcePolicy({
  name: "ecs-no-public-address",
  title: "Tasks of a service have no public address.",
  why: "A task with a public address can be reached past the load balancer by whatever its security group allows; in a private subnet the address is of no use.",
  fix: "Set assignPublicIp to false, and run the tasks in private subnets with a NAT gateway or VPC endpoints. Where there are only public subnets, allow it with an exception: without an address a task there can't pull its images.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [securityHub("ECS.2"), wellArchitected("SEC05-BP02")],
  types: ["aws:ecs/service:Service"],
  *check({ props }) {
    if (record(props.networkConfiguration).assignPublicIp === true) {
      yield { path: "networkConfiguration.assignPublicIp", message: "Its tasks get public addresses." };
    }
  },
});
