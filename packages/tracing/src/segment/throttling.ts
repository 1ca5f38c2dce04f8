import type { FinishedSpan } from "../span.ts";
import { isAwsCall } from "./name.ts";
import { text } from "./values.ts";

/** Set on the span of a call throttled by AWS. */
export const THROTTLED_ATTRIBUTE = "aws.throttled";

/**
 * AWS's throttling errors, whose HTTP status is often 400. As in the SDK:
 * https://github.com/smithy-lang/smithy-typescript/blob/main/packages/service-error-classification/src/constants.ts
 */
const CODES = new Set([
  "BandwidthLimitExceeded",
  "EC2ThrottledException",
  "LimitExceededException",
  "PriorRequestNotComplete",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestThrottledException",
  "SlowDown",
  "ThrottledException",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
  "TransactionInProgressException",
]);

export function isThrottlingCode(code: string | undefined): boolean {
  return code !== undefined && CODES.has(code);
}

/** True for a call throttled by AWS, from any instrumentation. */
export function isThrottled(span: FinishedSpan): boolean {
  if (!isAwsCall(span)) return false;
  if (span.attributes[THROTTLED_ATTRIBUTE] === true || isThrottlingCode(text(span.attributes["error.type"])))
    return true;
  return span.events.some(
    ({ name, attributes }) => name === "exception" && isThrottlingCode(text(attributes?.["exception.type"])),
  );
}
