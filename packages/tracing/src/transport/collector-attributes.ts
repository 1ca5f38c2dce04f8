import type { Attributes } from "@opentelemetry/api";
import { isAwsCall } from "../segment/name.ts";
import { sqlOf } from "../segment/remote.ts";
import { firstText, num, whole } from "../segment/values.ts";
import type { FinishedSpan } from "../span.ts";

/** SQL databases for which the collector's exporter uses OpenTelemetry's older names. */
const OLDER_NAMES: Readonly<Record<string, string>> = {
  "ibm.db2": "db2",
  "microsoft.sql_server": "mssql",
  "oracle.db": "oracle",
};
const KNOWN = new Set([
  "db2",
  "derby",
  "hive",
  "mariadb",
  "mssql",
  "mysql",
  "oracle",
  "postgresql",
  "sqlite",
  "teradata",
]);

/**
 * Attributes that the collector's exporter for X-Ray reads by older names than OpenTelemetry's current ones: without
 * them a query gets no Database node, a call to SQS no queue and region, and every response 0 bytes. The span's
 * existing attributes are not changed.
 * https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/awsxrayexporter/internal/translator
 */
export function collectorAttributes(span: FinishedSpan): Attributes {
  const { attributes } = span;
  const length = whole(attributes["http.response.body.size"], 0);
  return {
    ...databaseAttributes(span),
    ...(isAwsCall(span) && awsAttributes(attributes)),
    ...(length !== undefined && { "message.type": "RECEIVED", "messaging.message_payload_size_bytes": length }),
  };
}

function databaseAttributes(span: FinishedSpan): Attributes {
  const sql = sqlOf(span);
  if (sql?.database_type === undefined) return {};
  const { attributes } = span;
  const system = OLDER_NAMES[sql.database_type] ?? sql.database_type;
  const database = firstText(attributes, "db.namespace", "db.name");
  const host = firstText(attributes, "server.address", "net.peer.name");
  const port = num(attributes["server.port"] ?? attributes["net.peer.port"]);
  return {
    "db.system": KNOWN.has(system) ? system : "other_sql",
    ...(database !== undefined && { "db.name": database }),
    ...(sql.sanitized_query !== undefined && { "db.statement": sql.sanitized_query }),
    // The exporter adds the database's name.
    ...(host !== undefined && {
      "db.connection_string": `${sql.database_type}://${host}${port === undefined ? "" : `:${port}`}`,
    }),
  };
}

function awsAttributes(attributes: Attributes): Attributes {
  const region = firstText(attributes, "aws.region", "cloud.region");
  const queue = firstText(attributes, "aws.queue_url", "aws.sqs.queue.url");
  return {
    ...(region !== undefined && { "aws.region": region }),
    ...(queue !== undefined && { "aws.queue_url": queue }),
  };
}
