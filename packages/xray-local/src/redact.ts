/** The redaction of `@pmp/tracing`, for traces of senders that do not redact. */
export { TextRedactor } from "../../tracing/src/redact/text.ts";
export { REDACTED } from "../../tracing/src/redact/values.ts";
