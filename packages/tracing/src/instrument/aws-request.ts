import type { ClientRequest, IncomingMessage } from "node:http";
import { context, createContextKey, type Attributes, type Context } from "@opentelemetry/api";

/** What the AWS SDK was asked to do; its request alone does not say all of it. */
export interface AwsCommand {
  operation: string;
  tableName?: string;
  queueUrl?: string;
}

const COMMAND = createContextKey("pmp-tracing: command of the AWS SDK");

export function withAwsCommand(parent: Context, command: AwsCommand): Context {
  return parent.setValue(COMMAND, command);
}

function activeCommand(): AwsCommand | undefined {
  const command = context.active().getValue(COMMAND);
  return isCommand(command) ? command : undefined;
}

function isCommand(value: unknown): value is AwsCommand {
  return typeof value === "object" && value !== null && "operation" in value;
}

/** A signed request names its region and service. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html */
const SIGNATURE = /^AWS4-[A-Z0-9-]+ Credential=[^/,\s]+\/\d{8}\/([^/,\s]*)\/?([a-z0-9-]+)\/aws4_request/;
const SDK = /\baws-sdk-js\//;

/** Signing names whose service X-Ray shows under another name. */
const SERVICES: Readonly<Record<string, string>> = {
  dynamodb: "DynamoDB",
  events: "EventBridge",
  firehose: "Firehose",
  kinesis: "Kinesis",
  kms: "KMS",
  lambda: "Lambda",
  logs: "CloudWatchLogs",
  monitoring: "CloudWatch",
  s3: "S3",
  secretsmanager: "SecretsManager",
  ses: "SES",
  sns: "SNS",
  sqs: "SQS",
  ssm: "SSM",
  states: "SFN",
  sts: "STS",
  xray: "X-Ray",
};

/**
 * What a request that the AWS SDK for JavaScript v3 signed says of itself, as attributes of its span; undefined for any
 * other request. No part of the SDK is patched for this, so that it also works in a bundle.
 */
export function awsAttributes(request: ClientRequest): Attributes | undefined {
  const signature = SIGNATURE.exec(textOf(request.getHeader("authorization")));
  if (
    !signature ||
    !SDK.test(`${textOf(request.getHeader("user-agent"))} ${textOf(request.getHeader("x-amz-user-agent"))}`)
  ) {
    return undefined;
  }
  const [, region = "", signingName = ""] = signature;
  const command = activeCommand();
  const operation = command?.operation ?? operationOf(request);
  const attempt = Number(/attempt=(\d+)/.exec(textOf(request.getHeader("amz-sdk-request")))?.[1] ?? 1);
  return {
    "rpc.system": "aws-api",
    "rpc.service": SERVICES[signingName] ?? signingName,
    ...(operation !== undefined && { "rpc.method": operation }),
    ...(region !== "" && region !== "*" && { "cloud.region": region }),
    ...(command?.tableName !== undefined && { "aws.dynamodb.table_names": [command.tableName] }),
    ...(command?.queueUrl !== undefined && { "aws.sqs.queue.url": command.queueUrl }),
    ...(attempt > 1 && { "aws.retries": attempt - 1 }),
  };
}

/** The operation where the protocol writes it into the head of the request; the older query protocol does not. */
function operationOf(request: ClientRequest): string | undefined {
  const target = textOf(request.getHeader("x-amz-target"));
  if (target !== "") return target.slice(target.lastIndexOf(".") + 1);
  const rpc = /\/operation\/(\w+)/.exec(request.path);
  return rpc?.[1] ?? /[?&]x-id=(\w+)/.exec(request.path)?.[1];
}

/** The id by which AWS support finds the call. */
export function awsRequestId({ headers }: IncomingMessage): string | undefined {
  const id = headers["x-amzn-requestid"] ?? headers["x-amzn-request-id"] ?? headers["x-amz-request-id"];
  return Array.isArray(id) ? id[0] : id;
}

function textOf(header: unknown): string {
  if (Array.isArray(header)) return header.map(String).join(" ");
  return typeof header === "string" || typeof header === "number" ? String(header) : "";
}
