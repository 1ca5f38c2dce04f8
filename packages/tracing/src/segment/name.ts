import { SpanKind } from "@opentelemetry/api";
import type { FinishedSpan } from "../span.ts";
import { cut, firstText } from "./values.ts";

const MAX_NAME_LENGTH = 200;
/** What X-Ray allows in a name: letters, numbers, white space and `_ . : / % & # = + \ - @`. */
const NOT_ALLOWED = /[^\p{L}\p{N}\s_.:/%&#=+\\\-@]/gu;
const UNKNOWN = "unknown";

/** A valid X-Ray name: other characters become `_`, and it is truncated. */
export function cleanName(name: string): string {
  return cut(name.replace(NOT_ALLOWED, "_").trim(), MAX_NAME_LENGTH) || UNKNOWN;
}

/** The name of a call's node in X-Ray: the called service. */
export function subsegmentName(span: FinishedSpan): string {
  const { attributes } = span;
  const aws =
    firstText(attributes, "aws.remote.service") ?? (isAwsCall(span) ? firstText(attributes, "rpc.service") : undefined);
  if (aws !== undefined) return cleanName(aws);
  if (span.kind !== SpanKind.CLIENT && span.kind !== SpanKind.PRODUCER) return cleanName(span.name);
  const host = firstText(attributes, "server.address", "net.peer.name", "network.peer.address");
  if (databaseSystem(span) !== undefined) {
    const database = firstText(attributes, "db.namespace", "db.name");
    if (database !== undefined) return cleanName(host === undefined ? database : `${database}@${host}`);
  }
  const named = firstText(attributes, "peer.service", "service.peer.name");
  return cleanName(named ?? host ?? firstText(attributes, "messaging.destination.name") ?? span.name);
}

/** A call of the AWS SDK, recognized by the `rpc.system` that OpenTelemetry's instrumentations set. */
export function isAwsCall(span: FinishedSpan): boolean {
  const system = firstText(span.attributes, "rpc.system.name", "rpc.system");
  return system === "aws-api" || firstText(span.attributes, "cloud.provider") === "aws";
}

export function databaseSystem(span: FinishedSpan): string | undefined {
  return firstText(span.attributes, "db.system.name", "db.system");
}
