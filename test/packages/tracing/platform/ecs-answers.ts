/** Answers of the metadata endpoint in the shape that AWS documents, shortened to what matters here. */

export const TASK_ARN = "arn:aws:ecs:us-west-2:111122223333:task/default/e9028f8d5d8e4f258373e7b93ce9a3c3";
export const CONTAINER_ARN =
  "arn:aws:ecs:us-west-2:111122223333:container/default/e9028f8d5d8e4f258373e7b93ce9a3c3/05966557-f16c-49cb-9352-24b3a0dcd0e1";

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-fargate-response.html */
export const CONTAINER = {
  DockerId: "cd189a933e5849daa93386466019ab50-2495160603",
  Name: "api",
  DockerName: "api",
  Image: "111122223333.dkr.ecr.us-west-2.amazonaws.com/pmp-api:1.2.3",
  Labels: {
    "com.amazonaws.ecs.cluster": "arn:aws:ecs:us-west-2:111122223333:cluster/default",
    "com.amazonaws.ecs.container-name": "api",
    "com.amazonaws.ecs.task-arn": TASK_ARN,
    "com.amazonaws.ecs.task-definition-family": "pmp-api",
    "com.amazonaws.ecs.task-definition-version": "8",
  },
  DesiredStatus: "RUNNING",
  KnownStatus: "RUNNING",
  Limits: { CPU: 224, Memory: 384 },
  Type: "NORMAL",
  ContainerARN: CONTAINER_ARN,
  LogOptions: {
    "awslogs-group": "/ecs/pmp-api/api",
    "awslogs-region": "us-west-2",
    "awslogs-stream": "api/api/e9028f",
  },
  LogDriver: "awslogs",
};

const AGENT = {
  DockerId: "cd189a933e5849daa93386466019ab50-1100",
  Name: "xray-agent",
  LogDriver: "awslogs",
  LogOptions: { "awslogs-group": "/ecs/pmp-api/agent", "awslogs-region": "us-west-2" },
};

export const TASK = {
  Cluster: "arn:aws:ecs:us-west-2:111122223333:cluster/default",
  TaskARN: TASK_ARN,
  Family: "pmp-api",
  Revision: "8",
  DesiredStatus: "RUNNING",
  KnownStatus: "RUNNING",
  Containers: [AGENT, CONTAINER],
  LaunchType: "FARGATE",
  AvailabilityZone: "us-west-2d",
};

export const ATTRIBUTES = {
  "cloud.region": "us-west-2",
  "cloud.account.id": "111122223333",
  "cloud.availability_zone": "us-west-2d",
  "container.id": "cd189a933e5849daa93386466019ab50-2495160603",
  "container.name": "api",
  "aws.ecs.container.arn": CONTAINER_ARN,
  "aws.ecs.task.arn": TASK_ARN,
  "aws.ecs.task.family": "pmp-api",
  "aws.ecs.task.revision": "8",
  "aws.ecs.cluster.arn": "arn:aws:ecs:us-west-2:111122223333:cluster/default",
  "aws.ecs.launchtype": "fargate",
  "aws.log.group.names": ["/ecs/pmp-api/api", "/ecs/pmp-api/agent"],
  "aws.log.group.arns": [
    "arn:aws:logs:us-west-2:111122223333:log-group:/ecs/pmp-api/api",
    "arn:aws:logs:us-west-2:111122223333:log-group:/ecs/pmp-api/agent",
  ],
};
