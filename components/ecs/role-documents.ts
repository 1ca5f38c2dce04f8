import type { PolicyDocument, Statement } from "../iam/document.ts";

interface Known {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/**
 * Lets ECS hand a role to tasks of this account and region, so that no other account's ECS can be made to use it. A cluster's
 * ARN can't be required: ECS sends the account's.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
 */
export function ecsTasksTrust({ partition, region, accountId }: Known): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "TasksOfThisAccount",
        Effect: "Allow",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": accountId },
          ArnLike: { "aws:SourceArn": `arn:${partition}:ecs:${region}:${accountId}:*` },
        },
      },
    ],
  };
}

/** What the agent of ECS Exec calls. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html */
export function execDocument(): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "ExecChannels",
        Effect: "Allow",
        Action: [
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
        ],
        Resource: "*",
      },
    ],
  };
}

export interface ExecutionArgs extends Known {
  readonly logGroupNames: readonly string[];
  readonly images: readonly string[];
  readonly secretArns: readonly string[];
  readonly secretsKeyArn?: string | undefined;
  readonly pullThroughCache: boolean;
}

/** The execution role's rights: the named log groups, repositories and secrets, and no others. */
export function executionDocument(args: ExecutionArgs): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [...logStatements(args), ...imageStatements(args), ...secretStatements(args)],
  };
}

function logStatements({ partition, region, accountId, logGroupNames }: ExecutionArgs): Statement[] {
  return [
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: logGroupNames.map((group) => `arn:${partition}:logs:${region}:${accountId}:log-group:${group}:*`),
    },
  ];
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
const ECR_IMAGE = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)\/([^:@]+)/;

function imageStatements({ partition, images, pullThroughCache }: ExecutionArgs): Statement[] {
  const repositories = [...new Set(images)].flatMap((image) => {
    const [, account = "", region = "", repository] = ECR_IMAGE.exec(image) ?? [];
    return repository === undefined ? [] : [`arn:${partition}:ecr:${region}:${account}:repository/${repository}`];
  });
  if (repositories.length === 0) return [];
  return [
    // It has no resource type.
    { Sid: "LogInToEcr", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
    {
      Sid: "PullImages",
      Effect: "Allow",
      Action: [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
        // The first pull through a cache makes the repository and fetches the image.
        ...(pullThroughCache ? ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"] : []),
      ],
      Resource: repositories,
    },
  ];
}

function secretStatements({ secretArns, secretsKeyArn }: ExecutionArgs): Statement[] {
  const read = (Sid: string, Action: string, service: string): Statement[] => {
    // A definition may name one key of a secret behind its ARN, which IAM doesn't know.
    const named = secretArns
      .filter((arn) => arn.split(":")[2] === service)
      .map((arn) => arn.split(":").slice(0, 7).join(":"));
    const Resource = [...new Set(named)];
    return Resource.length === 0 ? [] : [{ Sid, Effect: "Allow", Action, Resource }];
  };
  const statements = [
    ...read("ReadSecrets", "secretsmanager:GetSecretValue", "secretsmanager"),
    ...read("ReadParameters", "ssm:GetParameters", "ssm"),
  ];
  if (statements.length === 0 || secretsKeyArn === undefined) return statements;
  return [...statements, { Sid: "DecryptSecrets", Effect: "Allow", Action: "kms:Decrypt", Resource: secretsKeyArn }];
}
