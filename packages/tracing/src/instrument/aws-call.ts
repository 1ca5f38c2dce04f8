import type { Readable } from "node:stream";
import type { Attributes } from "@opentelemetry/api";
import { IS_REMOTE } from "../errors.ts";
import { isThrottlingCode, THROTTLED_ATTRIBUTE } from "../segment/throttling.ts";
import { num, text } from "../segment/values.ts";
import { connectionFacts, type Call } from "./call.ts";
import { followBody } from "./http-body.ts";
import { startCall } from "./outgoing.ts";
import { member } from "./members.ts";

/** A command sent by an AWS SDK client, including all attempts. */
export interface AwsCall {
  call: Call;
  /** Body headers of the last attempt's response. */
  length?: number | undefined;
  body?: Readable | undefined;
}

/** Services whose name in X-Ray differs from the SDK's. */
const NAMES: Readonly<Record<string, string>> = { XRay: "X-Ray", SESv2: "SES" };

export function startAwsCall(client: unknown, command: unknown): AwsCall | undefined {
  // Anything but an SDK command fails in `send`, as without tracing.
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

/** A result with a stream arrives with the response head; the call lasts until the stream is read. */
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

/** Reads the attempt metadata that the SDK adds to results and errors; returns the last attempt's status. */
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
