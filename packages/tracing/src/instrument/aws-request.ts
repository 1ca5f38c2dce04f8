import type { ClientRequest, IncomingMessage } from "node:http";
import type { Attributes } from "@opentelemetry/api";
import { IS_REMOTE } from "../errors.ts";
import type { Call } from "./call.ts";

/**
 * A signed request names its region and service.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
 */
const SIGNATURE = /^AWS4-[A-Z0-9-]+ Credential=[^/,\s]+\/\d{8}\/([^/,\s]*)\/?([a-z0-9-]+)\/aws4_request/;
const SDK = /\baws-sdk-js\//;

/** Signing names that differ from the service name in X-Ray. */
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

/** A header of a request, by its name in lower case. */
type ReadHeader = (name: string) => unknown;

/**
 * Span attributes read from a request signed by the AWS SDK for JavaScript v3; undefined for any other request. Used
 * for bundles without `traceAwsClient`, where each attempt is a separate call.
 */
export function awsAttributes(request: ClientRequest): Attributes | undefined {
  const read: ReadHeader = (name) => request.getHeader(name);
  const signed = signatureOf(read);
  if (!signed || !SDK.test(`${textOf(read("user-agent"))} ${textOf(read("x-amz-user-agent"))}`)) return undefined;
  const operation = operationOf(read, request.path);
  const attempt = Number(/attempt=(\d+)/.exec(textOf(read("amz-sdk-request")))?.[1] ?? 1);
  return {
    "rpc.system": "aws-api",
    "rpc.service": SERVICES[signed.service] ?? signed.service,
    ...(operation !== undefined && { "rpc.method": operation }),
    ...(signed.region !== undefined && { "cloud.region": signed.region }),
    ...(attempt > 1 && { "aws.retries": attempt - 1 }),
  };
}

export function signatureOf(read: ReadHeader): { service: string; region: string | undefined } | undefined {
  const signature = SIGNATURE.exec(textOf(read("authorization")));
  if (!signature) return undefined;
  const [, region = "", service = ""] = signature;
  return { service, region: region === "" || region === "*" ? undefined : region };
}

/** The operation, if the protocol has it in the request head; the older query protocol does not. */
function operationOf(read: ReadHeader, path: string): string | undefined {
  const target = textOf(read("x-amz-target"));
  if (target !== "") return target.slice(target.lastIndexOf(".") + 1);
  const rpc = /\/operation\/(\w+)/.exec(path);
  return rpc?.[1] ?? /[?&]x-id=(\w+)/.exec(path)?.[1];
}

/** Reads AWS's response headers: the request id, which AWS support asks for, and the error type. */
export function awsAnswered({ span }: Call, { headers, statusCode = 0 }: IncomingMessage): void {
  const id = headers["x-amzn-requestid"] ?? headers["x-amzn-request-id"] ?? headers["x-amz-request-id"];
  if (id !== undefined) span.setAttribute("aws.request_id", textOf(id));
  const type = /^[\w.]+/.exec(textOf(headers["x-amzn-errortype"]))?.[0];
  if (statusCode >= 400 && type !== undefined) {
    span.addEvent("exception", { "exception.type": type, [IS_REMOTE]: true });
  }
}

function textOf(header: unknown): string {
  if (Array.isArray(header)) return header.map(String).join(" ");
  return typeof header === "string" || typeof header === "number" ? String(header) : "";
}
