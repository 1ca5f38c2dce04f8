import type { IncomingMessage, ServerResponse } from "node:http";
import { OtlpError, readOtlp } from "../otlp/read-request.ts";
import { encodeTraceResponse } from "../otlp/definition.ts";
import type { Ingester } from "../store/ingester.ts";
import { BodyError, readBody } from "./body.ts";
import { respondJson } from "./respond.ts";

export const OTLP_PATH = "/v1/traces";

/** Receives spans in protobuf or JSON: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
export async function handleOtlp(
  request: IncomingMessage,
  response: ServerResponse,
  ingester: Ingester,
): Promise<void> {
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  try {
    if (request.method !== "POST") throw new BodyError(405, "only POST is allowed.");
    if (type !== "application/x-protobuf" && type !== "application/json") {
      throw new BodyError(415, `content-type: got ${type ?? ""}; allowed: application/x-protobuf, application/json.`);
    }
    const format = type === "application/json" ? "json" : "protobuf";
    const { rejected, reasons } = ingester.spans(readOtlp(await readBody(request), format));
    const partialSuccess = rejected > 0 ? { rejectedSpans: rejected, errorMessage: reasons.join("; ") } : undefined;
    const answer = partialSuccess === undefined ? {} : { partialSuccess };
    if (format === "json") respondJson(response, 200, answer);
    else {
      response.writeHead(200, { "content-type": "application/x-protobuf" });
      response.end(encodeTraceResponse(answer));
    }
  } catch (error) {
    const status = error instanceof BodyError ? error.status : error instanceof OtlpError ? 400 : 500;
    // OTLP requires gRPC's status object; a client that can't parse JSON still has the HTTP status.
    respondJson(response, status, {
      code: GRPC_INVALID_ARGUMENT,
      message: error instanceof Error ? error.message : "",
    });
  }
}

const GRPC_INVALID_ARGUMENT = 3;
