import { output, type Output } from "@pulumi/pulumi";
import { EcsCluster } from "../../../components/ecs/cluster.ts";
import { EcsInstances } from "../../../components/ecs/instances.ts";
import { LoadBalancer } from "../../../components/ecs/load-balancer.ts";
import { PullThroughCache } from "../../../components/ecs/pull-through-cache.ts";
import { TracedService } from "../../../components/ecs/service.ts";
import { TaskLogs } from "../../../components/ecs/task-logs.ts";
import { TaskNetwork } from "../../../components/ecs/task-network.ts";
import { TaskRoles } from "../../../components/ecs/task-roles.ts";
import { TaskSecurityGroup } from "../../../components/ecs/task-security-group.ts";

/** An input that becomes known later, as the output of another resource does. */
function later<T>(value: T): Output<T> {
  return output(new Promise<T>((resolve) => setImmediate(() => resolve(value)))) as Output<T>;
}

const account = {
  accountId: later("123456789012"),
  partition: later("aws"),
  dnsSuffix: later("amazonaws.com"),
  region: later("us-east-1"),
};
const tags = later({ team: later("shop") });
const permissionsBoundary = later("arn:aws:iam::123456789012:policy/boundary");
const instances = {
  ...account,
  providerName: later("shop-instances"),
  subnetIds: later(["subnet-1"]),
  vpcId: later("vpc-1"),
  architecture: later("arm64" as const),
  min: later(1),
  max: later(3),
  diskGiB: later(40),
  permissionsBoundary,
};

/** Each component for ECS with outputs for its inputs, how many resources it makes, and what must be in their inputs. */
export const ECS_CASES: readonly (readonly [string, () => unknown, number, readonly string[]])[] = [
  [
    "EcsCluster",
    () => new EcsCluster("x", { clusterName: later("shop"), containerInsights: later("enhanced"), instances, tags }),
    9,
    ['"value":"enhanced"', "shop-instances", "FARGATE"],
  ],
  [
    "EcsInstances",
    () => new EcsInstances("x", { ...instances, clusterName: later("shop"), tags }),
    7,
    ["m7g.large", "arm64/recommended/image_id", '"minSize":1', "ec2.amazonaws.com", "policy/boundary"],
  ],
  [
    "LoadBalancer",
    () =>
      new LoadBalancer("x", {
        loadBalancerName: later("shop"),
        vpcId: later("vpc-1"),
        subnetIds: later(["subnet-1", "subnet-2"]),
        internal: later(true),
        certificateArn: later("arn:certificate"),
        allowedCidrs: ["10.0.0.0/8"],
        healthPath: later("/well"),
        tags,
      }),
    8,
    ["arn:certificate", "HTTP_301", "10.0.0.0/8", "/well"],
  ],
  ["PullThroughCache", () => new PullThroughCache("x", { prefix: later("public") }), 1, ["public.ecr.aws", '"public"']],
  [
    "TracedService",
    () =>
      new TracedService("x", {
        serviceName: later("shop"),
        clusterArn: later("arn:cluster"),
        family: later("shop"),
        containerDefinitions: later("[]"),
        cpu: later("256"),
        memory: later("512"),
        cpuArchitecture: later("ARM64"),
        launchType: "EC2",
        capacityProvider: later("shop-instances"),
        taskRoleArn: later("arn:task"),
        executionRoleArn: later("arn:execution"),
        desiredCount: later(2),
        subnetIds: later(["subnet-1"]),
        securityGroupIds: later(["sg-1"]),
        target: { targetGroupArn: later("arn:target"), containerName: later("api"), containerPort: later(3001) },
        rollbackAlarms: [later("shop-fault-rate")],
        tags,
      }),
    2,
    ["arn:cluster", "shop-instances", "shop-fault-rate", "arn:target", '"propagateTags":"SERVICE"'],
  ],
  [
    "TaskLogs",
    () =>
      new TaskLogs("x", { names: { api: later("/shop") }, retentionDays: later(7), kmsKeyArn: later("arn:key"), tags }),
    1,
    ["/shop", "arn:key", '"retentionInDays":7'],
  ],
  [
    "TaskNetwork",
    () =>
      new TaskNetwork("x", {
        ...account,
        cidr: "10.0.0.0/16",
        availabilityZones: ["us-east-1b", "us-east-1d"],
        natGateways: "none",
        secretArns: ["arn:aws:ssm:us-east-1:123456789012:parameter/a"],
        xrayAccountIds: [later("210987654321")],
        tags,
      }),
    9,
    ["com.amazonaws.us-east-1.ecr.dkr", "com.amazonaws.us-east-1.ssm", "com.amazonaws.us-east-1.sts", "210987654321"],
  ],
  [
    "TaskRoles",
    () =>
      new TaskRoles("x", {
        ...account,
        taskRoleName: later("shop-task"),
        executionRoleName: later("shop-execution"),
        writePolicyArn: later("arn:write"),
        mayAssume: later("arn:other"),
        logGroupNames: [later("/shop")],
        images: later(["123456789012.dkr.ecr.us-east-1.amazonaws.com/shop:1"]),
        secretArns: [later("arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-AbCdEf:KEY::")],
        secretsKeyArn: later("arn:key"),
        permissionsBoundary,
        tags,
      }),
    5,
    ["aws:SourceAccount", "arn:write", "arn:other", "repository/shop", 'secret:shop-AbCdEf\\"', "arn:key"],
  ],
  [
    "TaskSecurityGroup",
    () =>
      new TaskSecurityGroup("x", { vpcId: later("vpc-1"), port: later(3001), allowFrom: { a: later("sg-1") }, tags }),
    3,
    ['"fromPort":3001', '"referencedSecurityGroupId":"sg-1"'],
  ],
];
