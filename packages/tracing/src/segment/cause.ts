import type { Attributes } from "@opentelemetry/api";
import { IS_CAUSE, IS_REMOTE } from "../errors.ts";
import { randomSpanId } from "../ids.ts";
import type { FinishedSpan } from "../span.ts";
import { parseStack } from "./stack.ts";
import type { Cause, ExceptionRecord } from "@pmp/segment";
import { text } from "./values.ts";

/**
 * The `cause` block: one entry per recorded exception. A failed span without an exception event gets one made from its
 * status message, because X-Ray shows no details of a fault without a cause.
 */
export function causeOf(span: FinishedSpan, failed: boolean): Cause | undefined {
  const exceptions: ExceptionRecord[] = [];
  for (const event of span.events) {
    if (event.name !== "exception") continue;
    const exception = exceptionOf(event.attributes ?? {});
    const before = exceptions.at(-1);
    if (before && event.attributes?.[IS_CAUSE] === true) before.cause = exception.id;
    exceptions.push(exception);
  }
  if (exceptions.length === 0 && failed && span.status.message) {
    exceptions.push({
      id: randomSpanId(),
      message: span.status.message,
      type: text(span.attributes["error.type"]) ?? "Error",
    });
  }
  if (exceptions.length === 0) return undefined;
  const folder = workingDirectory();
  return folder === undefined ? { exceptions } : { working_directory: folder, exceptions };
}

/** `process.cwd()` throws if a deployment has deleted the working directory. */
function workingDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

function exceptionOf(attributes: Attributes): ExceptionRecord {
  const record: ExceptionRecord = { id: randomSpanId() };
  const message = text(attributes["exception.message"]);
  const type = text(attributes["exception.type"]);
  const stack = text(attributes["exception.stacktrace"]);
  if (message !== undefined) record.message = message;
  if (type !== undefined) record.type = type;
  if (attributes[IS_REMOTE] === true) record.remote = true;
  if (stack !== undefined) {
    const { frames, truncated } = parseStack(stack);
    if (frames.length > 0) record.stack = frames;
    if (truncated > 0) record.truncated = truncated;
  }
  return record;
}
