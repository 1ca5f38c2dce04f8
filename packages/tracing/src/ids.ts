import { randomFillSync } from "node:crypto";

const POOL = Buffer.allocUnsafe(4_096);
let used = POOL.length;

/** Random lowercase hex digits, from a pool so that one call to the system serves hundreds of ids. */
function randomHex(bytes: number): string {
  if (used + bytes > POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  used += bytes;
  return POOL.toString("hex", used - bytes, used);
}

const ZERO_SPAN_ID = "0000000000000000";

/** 16 hex digits, never all zero (which OpenTelemetry treats as "no id"). */
export function randomSpanId(): string {
  const id = randomHex(8);
  return id === ZERO_SPAN_ID ? randomSpanId() : id;
}

/**
 * A trace id as X-Ray wants it: the first 8 hex digits are the seconds since the epoch, the other 24 are random.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids
 */
export function randomTraceId(): string {
  return (
    Math.floor(Date.now() / 1_000)
      .toString(16)
      .padStart(8, "0") + randomHex(12)
  );
}

/** `1-5759e988-bd862e3fe1be46a994272793`, as X-Ray writes a trace id. */
export function toXRayTraceId(traceId: string): string {
  return `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
}

/** The SDK's id generator with X-Ray's ids. */
export class XRayIdGenerator {
  generateTraceId(): string {
    return randomTraceId();
  }

  generateSpanId(): string {
    return randomSpanId();
  }
}
