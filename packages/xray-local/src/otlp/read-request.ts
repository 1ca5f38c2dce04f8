import { isSegment, toDocument } from "../../../tracing/src/segment/document.ts";
import { serialize } from "../../../tracing/src/segment/serialize.ts";
import { decodeTraceRequest } from "./definition.ts";
import { readSpans, type OtlpSpan } from "./spans.ts";

/** An OTLP request as segment documents. */
export interface OtlpDocuments {
  /** One for each span. */
  readonly documents: readonly string[];
  /** Number of spans without a valid trace id, span id or start time. */
  readonly rejected: number;
}

/** The body is not an OTLP trace request. */
export class OtlpError extends Error {
  override readonly name = "OtlpError";
}

/**
 * Converts an OTLP trace request to segment documents, as @pmp/tracing converts its own spans.
 * https://opentelemetry.io/docs/specs/otlp/#otlphttp
 *
 * @throws OtlpError when the body is not such a request
 */
export function readOtlp(body: Uint8Array, format: "protobuf" | "json"): OtlpDocuments {
  let request: unknown;
  try {
    request = format === "json" ? JSON.parse(Buffer.from(body).toString()) : decodeTraceRequest(body);
  } catch (error) {
    throw new OtlpError(`the body is not OTLP in ${format}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { spans, rejected } = readSpans(request);
  const documents = spans.map(documentOf);
  const fitting = documents.filter((document) => document !== undefined);
  return { documents: fitting, rejected: rejected + documents.length - fitting.length };
}

/** The document of a span; undefined if it can't be made small enough for X-Ray. */
function documentOf(span: OtlpSpan): string | undefined {
  const document = toDocument(span);
  // Both describe the current process, but the span is from another one.
  if (document.cause !== undefined) document.cause = { ...document.cause, working_directory: "" };
  if (document.aws?.xray !== undefined && isSegment(span)) {
    document.aws = { ...document.aws, xray: { ...document.aws.xray, ...senderOf(span) } };
  }
  return serialize(document);
}

function senderOf({ resource: { attributes } }: OtlpSpan): { sdk: string; sdk_version: string } {
  const text = (key: string): string | undefined => {
    const value = attributes[key];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const language = text("telemetry.sdk.language");
  const sdk = text("telemetry.distro.name") ?? text("telemetry.sdk.name") ?? "otlp";
  return {
    sdk: language === undefined ? sdk : `${sdk} for ${language}`,
    sdk_version: text("telemetry.distro.version") ?? text("telemetry.sdk.version") ?? "unknown",
  };
}
