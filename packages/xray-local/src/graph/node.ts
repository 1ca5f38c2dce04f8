import type { SegmentDocument } from "../documents/segment.ts";

/** A node of the service map, identified by name and type. */
export interface NodeName {
  readonly name: string;
  readonly type?: string;
}

/** The service that sent a segment. */
export function serviceOf({ name, origin }: SegmentDocument): NodeName {
  return { name, ...(origin !== undefined && { type: origin }) };
}

/** The caller of a service from outside the trace: X-Ray shows it as a client with the service's name. */
export function clientOf(service: NodeName): NodeName {
  return { name: service.name, type: "client" };
}

/** Whether the subsegment is a call to another service or resource. */
export function isCall({ namespace, sql }: SegmentDocument): boolean {
  return namespace === "aws" || namespace === "remote" || sql !== undefined;
}

/** The target of a call for which no segment of the called side was received. */
export function resourceOf(call: SegmentDocument): NodeName {
  if (call.namespace === "aws") return awsResource(call);
  if (call.sql !== undefined) return { name: call.name, type: "Database::SQL" };
  return { name: call.name, type: "remote" };
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-api-gettingdata.html shows names and types of such nodes. */
function awsResource({ name, aws }: SegmentDocument): NodeName {
  const service = name.replace(/^AWS::/, "");
  switch (service.toLowerCase()) {
    case "dynamodb":
      return { name: aws?.table_name ?? service, type: "AWS::DynamoDB::Table" };
    case "s3":
      return { name: aws?.bucket_name ?? service, type: "AWS::S3::Bucket" };
    case "sqs":
      return { name: aws?.queue_url?.split("/").at(-1) ?? service, type: "AWS::SQS::Queue" };
    case "sns":
      return { name: aws?.topic_arn?.split(":").at(-1) ?? service, type: "AWS::SNS" };
    case "lambda":
      return { name: aws?.function_name ?? service, type: "AWS::Lambda" };
    default:
      return { name: service, type: `AWS::${service}` };
  }
}

/** A string key for a node. */
export function keyOf({ name, type }: NodeName): string {
  return `${name}\n${type ?? ""}`;
}

export function nodeOf(key: string): NodeName {
  const end = key.lastIndexOf("\n");
  const type = key.slice(end + 1);
  return { name: key.slice(0, end), ...(type !== "" && { type }) };
}
