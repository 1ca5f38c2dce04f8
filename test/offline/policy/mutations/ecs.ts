import { set, setInJson, type Mutation } from "./mutation.ts";

const TASK = "aws:ecs/taskDefinition:TaskDefinition api-task";
const SERVICE = "aws:ecs/service:Service api-service";

const broken = (values: Readonly<Record<string, unknown>>) => setInJson("containerDefinitions", values);

/** Each guarantee of a task and its service, in every ECS stack: [0] is the API, [1] the agent. */
export const ECS_MUTATIONS: readonly Mutation[] = [
  {
    guarantee: "the end of the agent is no end of the API",
    resource: TASK,
    change: broken({ "[1].essential": true }),
    caughtBy: ["ecs-sidecar-not-essential"],
  },
  {
    guarantee: "an agent under a mirrored name is still the agent",
    resource: TASK,
    change: broken({ "[1].essential": true, "[1].name": "sidecar", "[0].dependsOn[0].containerName": "sidecar" }),
    caughtBy: ["ecs-sidecar-not-essential"],
  },
  {
    guarantee: "an agent that ended is started again",
    resource: TASK,
    change: broken({ "[1].restartPolicy": undefined }),
    caughtBy: ["ecs-agent-restarts"],
  },
  {
    guarantee: "no agent keeps the API from starting",
    resource: TASK,
    change: broken({ "[0].dependsOn[0].condition": "HEALTHY" }),
    caughtBy: ["ecs-agent-started-first"],
  },
  {
    guarantee: "the agent is stopped after the API",
    resource: TASK,
    change: broken({ "[0].dependsOn": undefined }),
    caughtBy: ["ecs-agent-started-first"],
  },
  {
    guarantee: "the agent's image can't change",
    resource: TASK,
    change: (props) => {
      props.containerDefinitions = String(props.containerDefinitions).replace(
        /(xray-daemon|otel-collector)@[^"]*/,
        "$1:1.0.0",
      );
    },
    caughtBy: ["ecs-image-pinned"],
    // The local stack has images of this machine, by tag.
    stacks: ["ecs-dev", "ecs-prod", "ecs-dev, EC2, no NAT"],
  },
  {
    guarantee: "the API's image can't change",
    resource: TASK,
    change: broken({ "[0].image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/pmp-api:latest" }),
    caughtBy: ["ecs-image-pinned"],
  },
  {
    guarantee: "nobody outside of the task can have calls signed",
    resource: TASK,
    change: broken({ "[1].command": ["-o", "-b", "0.0.0.0:2000", "-t", "0.0.0.0:2000"] }),
    caughtBy: ["ecs-agent-on-loopback"],
  },
  {
    guarantee: "the agent maps no port",
    resource: TASK,
    change: broken({ "[1].portMappings": [{ containerPort: 2000, protocol: "udp" }] }),
    caughtBy: ["ecs-agent-on-loopback"],
  },
  {
    guarantee: "no container runs as root",
    resource: TASK,
    change: broken({ "[0].user": "0" }),
    caughtBy: ["ecs-non-root"],
  },
  {
    guarantee: "no container can change its programs",
    resource: TASK,
    change: broken({ "[0].readonlyRootFilesystem": false }),
    caughtBy: ["ecs-read-only-root"],
  },
  {
    guarantee: "each container's log goes somewhere",
    resource: TASK,
    change: broken({ "[1].logConfiguration": undefined }),
    caughtBy: ["ecs-logs-set"],
  },
  {
    guarantee: "no secret is in a task's environment",
    resource: TASK,
    change: broken({ "[0].environment[0].name": "DATABASE_PASSWORD", "[0].environment[0].value": "hunter2hunter2" }),
    caughtBy: ["no-static-credentials"],
  },
  {
    guarantee: "containers don't have the rights of ECS itself",
    resource: TASK,
    change: (props) => {
      props.taskRoleArn = props.executionRoleArn;
    },
    caughtBy: ["ecs-task-role-apart"],
  },
  {
    guarantee: "tasks can't be reached past the load balancer",
    resource: SERVICE,
    change: set({ "networkConfiguration.assignPublicIp": true }),
    caughtBy: ["ecs-no-public-address"],
  },
  {
    guarantee: "a task's logs are not kept for ever",
    resource: "aws:cloudwatch/logGroup:LogGroup logs-api",
    change: set({ retentionInDays: undefined }),
    caughtBy: ["log-retention-set"],
  },
  {
    guarantee: "a task may make the agent's calls and no other ones to X-Ray",
    resource: "aws:iam/rolePolicyAttachment:RolePolicyAttachment task-write",
    change: set({ policyArn: "arn:aws:iam::aws:policy/AWSXrayFullAccess" }),
    caughtBy: ["xray-write-actions"],
  },
];
