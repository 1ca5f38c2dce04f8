import { randomBytes } from "node:crypto";
import { PutTraceSegmentsCommand, XRayClient } from "@aws-sdk/client-xray";
import { clientConfig } from "../../../local/aws.ts";

/** Traces of one minute. */
export interface Traffic {
  /** All of them; those below are among them. */
  readonly traces: number;
  readonly faults?: number;
  readonly errors?: number;
  readonly slow?: number;
}

/** https://docs.aws.amazon.com/xray/latest/api/API_PutTraceSegments.html */
const MOST_SEGMENTS = 50;

/**
 * Writes traces of a service that began in a minute, as its agent would have: one segment each.
 *
 * @param minute its beginning, seconds since 1970
 */
export async function seedTraces(endpoint: string, service: string, minute: number, traffic: Traffic): Promise<void> {
  const client = new XRayClient(clientConfig(endpoint));
  const { traces, faults = 0, errors = 0, slow = 0 } = traffic;
  const documents = Array.from({ length: traces }, (_, index) => {
    const start = minute + (index * 55) / traces;
    const kind = index < faults ? "fault" : index < faults + errors ? "error" : "ok";
    const seconds = index >= traces - slow ? 3 : 0.02;
    return JSON.stringify({
      name: service,
      id: randomBytes(8).toString("hex"),
      trace_id: `1-${Math.floor(start).toString(16).padStart(8, "0")}-${randomBytes(12).toString("hex")}`,
      start_time: start,
      end_time: start + seconds,
      ...(kind === "ok" ? {} : { [kind]: true }),
      http: {
        request: { method: "GET", url: "http://pmp-api/api/products" },
        response: { status: { fault: 500, error: 404, ok: 200 }[kind] },
      },
    });
  });
  for (let first = 0; first < documents.length; first += MOST_SEGMENTS) {
    const { UnprocessedTraceSegments = [] } = await client.send(
      new PutTraceSegmentsCommand({ TraceSegmentDocuments: documents.slice(first, first + MOST_SEGMENTS) }),
    );
    if (UnprocessedTraceSegments.length > 0) throw new Error(JSON.stringify(UnprocessedTraceSegments));
  }
}
