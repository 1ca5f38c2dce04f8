import { randomUUID } from "node:crypto";
import type { OutgoingHttpHeaders, ServerResponse } from "node:http";

/** Sends JSON. */
export function respondJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: OutgoingHttpHeaders = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...headers,
  });
  response.end(text);
}

/** Sends a response like AWS's JSON services. https://docs.aws.amazon.com/xray/latest/api/CommonErrors.html */
export function respondAws(response: ServerResponse, status: number, body: object, errorType?: string): void {
  respondJson(response, status, body, {
    "x-amzn-requestid": randomUUID(),
    ...(errorType !== undefined && { "x-amzn-errortype": errorType }),
  });
}

export function respondText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" });
  response.end(text);
}
