import { randomBytes } from "node:crypto";

/** A new trace id of X-Ray: version, seconds since 1970, 96 random bits. */
export function newTraceId(now: number): string {
  const seconds = Math.floor(now / 1000);
  return `1-${seconds.toString(16).padStart(8, "0")}-${randomBytes(12).toString("hex")}`;
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
export function traceHeader(traceId: string, sampled: "1" | "?"): string {
  const parent = sampled === "1" ? `;Parent=${randomBytes(8).toString("hex")}` : "";
  return `Root=${traceId}${parent};Sampled=${sampled}`;
}
