import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiContext } from "../api/context.ts";
import { ApiError } from "../api/errors.ts";
import { OPERATIONS } from "../api/operations.ts";
import { BodyError, readBody } from "./body.ts";
import { respondAws } from "./respond.ts";

/** Runs an operation of the X-Ray API; everything else is an unknown operation, as on AWS. */
export async function handleXRay(
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  context: ApiContext,
): Promise<void> {
  try {
    const operation = request.method === "POST" ? OPERATIONS.get(path) : undefined;
    if (operation === undefined) {
      const all = [...OPERATIONS.keys()].join(", ");
      const message = `${request.method ?? ""} ${path} is not supported. Supported operations, by POST: ${all}.`;
      throw new ApiError("UnknownOperationException", message, 404);
    }
    respondAws(response, 200, operation(readJson(await readBody(request)), context));
  } catch (error) {
    const { code, status, message } = asApiError(error);
    respondAws(response, status, { Message: message }, code);
  }
}

/** The body may be empty for an operation without input. */
function readJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new ApiError("SerializationException", "The body is not JSON.");
  }
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof BodyError) return new ApiError("SerializationException", message, error.status);
  return new ApiError("InternalFailure", message, 500);
}
