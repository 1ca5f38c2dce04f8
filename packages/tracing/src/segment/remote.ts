import { SpanKind } from "@opentelemetry/api";
import type { FinishedSpan } from "../span.ts";
import { databaseSystem, isAwsCall } from "./name.ts";
import type { AwsBlock, SqlBlock } from "@pmp/segment";
import { compact, firstText, num } from "./values.ts";

/** `aws` for calls to AWS, `remote` for other outgoing calls, undefined for internal work. */
export function namespaceOf(span: FinishedSpan): "aws" | "remote" | undefined {
  if (isAwsCall(span)) return "aws";
  return span.kind === SpanKind.CLIENT || span.kind === SpanKind.PRODUCER ? "remote" : undefined;
}

/** Databases that X-Ray shows with an `sql` block. Others (Redis, MongoDB) have no SQL. */
const NOT_SQL = new Set([
  "redis",
  "mongodb",
  "memcached",
  "elasticsearch",
  "opensearch",
  "aws.dynamodb",
  "dynamodb",
  "cassandra",
]);

export function sqlOf(span: FinishedSpan): SqlBlock | undefined {
  const system = databaseSystem(span);
  if (system === undefined || NOT_SQL.has(system)) return undefined;
  const { attributes } = span;
  const host = firstText(attributes, "server.address", "net.peer.name");
  const database = firstText(attributes, "db.namespace", "db.name");
  const port = num(attributes["server.port"] ?? attributes["net.peer.port"]);
  return compact<SqlBlock>({
    database_type: system,
    user: firstText(attributes, "db.user"),
    url:
      host === undefined ? undefined : `${system}://${host}${port === undefined ? "" : `:${port}`}/${database ?? ""}`,
    sanitized_query: firstText(attributes, "db.query.text", "db.statement"),
  });
}

/** The `aws` block of an AWS SDK call. */
export function awsCallOf(span: FinishedSpan): AwsBlock | undefined {
  if (!isAwsCall(span)) return undefined;
  const { attributes } = span;
  return compact<AwsBlock>({
    operation: firstText(attributes, "rpc.method", "aws.operation"),
    region: firstText(attributes, "aws.region", "cloud.region"),
    account_id: firstText(attributes, "aws.account.id", "cloud.account.id"),
    request_id: firstText(attributes, "aws.request_id", "aws.request.id"),
    queue_url: firstText(attributes, "aws.sqs.queue.url", "aws.queue_url"),
    table_name: tableName(attributes["aws.dynamodb.table_names"]) ?? firstText(attributes, "aws.table_name"),
    retries: num(attributes["aws.retries"]),
  });
}

function tableName(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" && first !== "" ? first : undefined;
}
