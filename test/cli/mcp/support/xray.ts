import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { startXRayLocal, type XRayLocal } from "@pmp/xray-local";
import type { XRaySamplingRule } from "@pmp/sampling";

/** A local X-Ray of its own. */
export function startLocal(rules: readonly XRaySamplingRule[] = []): Promise<XRayLocal> {
  return startXRayLocal({ port: 0, agentPort: 0, otlpPort: false, page: false, rules });
}

/** Sends segments as X-Ray's API takes them. */
export async function send(url: string, documents: readonly object[]): Promise<void> {
  for (let start = 0; start < documents.length; start += 50) {
    const TraceSegmentDocuments = documents.slice(start, start + 50).map((document) => JSON.stringify(document));
    const answer = await fetch(`${url}/TraceSegments`, {
      method: "POST",
      body: JSON.stringify({ TraceSegmentDocuments }),
    });
    const { UnprocessedTraceSegments = [] } = (await answer.json()) as { UnprocessedTraceSegments?: unknown[] };
    if (!answer.ok || UnprocessedTraceSegments.length > 0) throw new Error(JSON.stringify(UnprocessedTraceSegments));
  }
}

/** The ID of a trace that began now. */
export function traceId(number: number, seconds = Math.floor(Date.now() / 1_000)): string {
  return `1-${seconds.toString(16).padStart(8, "0")}-${number.toString(16).padStart(24, "abcdef")}`;
}

export interface Recorder {
  readonly url: string;
  /** Method and path of each request; for CloudWatch Logs the operation. */
  readonly calls: string[];
  close(): Promise<void>;
}

/** Stands before a local X-Ray and records what it is asked; answers for CloudWatch Logs itself. */
export async function record(target: string, logLines: readonly string[] = []): Promise<Recorder> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      const operation = request.headers["x-amz-target"];
      calls.push(typeof operation === "string" ? operation : `${request.method ?? ""} ${request.url ?? ""}`);
      if (typeof operation === "string") {
        const events = logLines.map((message, index) => ({ timestamp: Date.now() + index, message }));
        response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify({ events }));
        return;
      }
      const answer = await fetch(`${target}${request.url ?? ""}`, {
        method: request.method ?? "GET",
        ...(body !== "" && { body }),
      });
      const type = answer.headers.get("x-amzn-errortype");
      response.writeHead(answer.status, {
        "content-type": "application/json",
        ...(type !== null && { "x-amzn-errortype": type }),
      });
      response.end(await answer.text());
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
