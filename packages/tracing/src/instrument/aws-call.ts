import type { Readable } from "node:stream";
import type { Attributes } from "@opentelemetry/api";
import { IS_REMOTE } from "../errors.ts";
import { isThrottlingCode, THROTTLED_ATTRIBUTE } from "../segment/throttling.ts";
import { num, text } from "../segment/values.ts";
import { connectionFacts, type Call } from "./call.ts";
import { followBody } from "./http-body.ts";
import { startCall } from "./outgoing.ts";
import { member } from "./members.ts";

/** A command that a client of the AWS SDK sends, with all of its attempts. */
export interface AwsCall {
  call: Call;
  /** What the last attempt's answer said of its body. */
  length?: number | undefined;
  body?: Readable | undefined;
}

/** Names of services that X-Ray shows otherwise than the SDK writes them. */
const NAMES: Readonly<Record<string, string>> = { XRay: "X-Ray", SESv2: "SES" };

export function startAwsCall(client: unknown, command: unknown): AwsCall | undefined {
  // Whatever is no command of the SDK fails in `send`, as without tracing.
  if (typeof member(command, "resolveMiddleware") !== "function") return undefined;
  const name = text(member(member(command, "constructor"), "name")) ?? "";
  const operation = name.endsWith("Command") ? name.slice(0, -"Command".length) : "";
  const call = startCall(operation === "" ? "send" : operation, () => describe(client, operation, command));
  return call && { call };
}

function describe(client: unknown, operation: string, command: unknown): Attributes {
  const service = text(member(member(client, "config"), "serviceId"))?.replaceAll(" ", "");
  const input = member(command, "input");
  const table = text(member(input, "TableName"));
  const queue = text(member(input, "QueueUrl"));
  return {
    "rpc.system": "aws-api",
    ...(service !== undefined && { "rpc.service": NAMES[service] ?? service }),
    ...(operation !== "" && { "rpc.method": operation }),
    ...(table !== undefined && { "aws.dynamodb.table_names": [table] }),
    ...(queue !== undefined && { "aws.sqs.queue.url": queue }),
  };
}

/** A result whose body is a stream comes as soon as its head; the call lasts until the stream is read. */
export function awsDone(aws: AwsCall, output: unknown): void {
  answered(aws, output);
  if (aws.body && !aws.body.readableEnded && !aws.body.closed) followBody(aws.call, aws.body);
  else aws.call.done();
}

export function awsFailed(aws: AwsCall, error: unknown): void {
  const { span } = aws.call;
  const isFromService = answered(aws, error) !== undefined;
  const code = text(member(error, "name"));
  if (isThrottlingCode(code) || member(member(error, "$retryable"), "throttling") === true) {
    span.setAttribute(THROTTLED_ATTRIBUTE, true);
  }
  aws.call.failed(error, isFromService ? { [IS_REMOTE]: true } : connectionFacts(error));
}

/** What the SDK tells of the attempts, with each result and each error; returns the status of the last one. */
function answered({ call, length }: AwsCall, result: unknown): number | undefined {
  const known = member(result, "$metadata");
  const id = text(member(known, "requestId")) ?? text(member(known, "extendedRequestId"));
  if (id !== undefined) call.span.setAttribute("aws.request_id", id);
  const attempts = num(member(known, "attempts")) ?? 1;
  if (attempts > 1) call.span.setAttribute("aws.retries", attempts - 1);
  const status = num(member(known, "httpStatusCode"));
  if (status !== undefined) call.answered(status, length);
  return status;
}
