import { randomFillSync } from "node:crypto";

/** Small, so that its text does not survive a garbage collection. */
const POOL = Buffer.allocUnsafe(512);
let pool = "";
let used = 0;

/**
 * Random lowercase hex digits from a pool, so that one system call serves dozens of ids. At most 12 at once: V8 makes a
 * longer substring refer to the whole string, which the id would keep alive.
 */
function randomHex(digits: number): string {
  if (used + digits > pool.length) {
    pool = randomFillSync(POOL).toString("hex");
    used = 0;
  }
  used += digits;
  return pool.slice(used - digits, used);
}

const ZERO_SPAN_ID = "0000000000000000";

/** 16 hex digits, never all zero (which OpenTelemetry treats as "no id"). */
export function randomSpanId(): string {
  const id = randomHex(8) + randomHex(8);
  return id === ZERO_SPAN_ID ? randomSpanId() : id;
}

/** Bits of a trace id that decide whether it is sampled: as many as a double compares exactly. */
const RANDOMNESS_BITS = 52;
const RANDOMNESS_DIGITS = RANDOMNESS_BITS / 4;

/** Exclusive upper bound of the randomness. */
export const RANDOMNESS_RANGE = 2 ** RANDOMNESS_BITS;

/** The randomness of a trace id: its last 13 hex digits as a number, as X-Ray's ids start with the time. */
export function randomnessOf(traceId: string): number {
  return parseInt(traceId.slice(-RANDOMNESS_DIGITS), 16);
}

/** The randomness of a trace whose id is not generated yet. */
export function drawRandomness(): number {
  return Math.floor(Math.random() * RANDOMNESS_RANGE);
}

/** Table of all two-digit hex numbers: `toString(16)` of a large number costs more than the rest of an id. */
const PAIRS = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, "0"));

/** Six digits. */
function hex24(n: number): string {
  return `${PAIRS[(n >>> 16) & 0xff] ?? ""}${PAIRS[(n >>> 8) & 0xff] ?? ""}${PAIRS[n & 0xff] ?? ""}`;
}

function randomnessHex(randomness: number): string {
  const high = Math.floor(randomness / 2 ** 24);
  return (high >>> 24).toString(16) + hex24(high) + hex24(randomness % 2 ** 24);
}

let second = -1;
let secondHex = "";

/**
 * A trace id in X-Ray's format: 8 hex digits of seconds since the epoch, then 24 random ones, which end in the given
 * randomness if there is one.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids
 */
export function randomTraceId(randomness?: number, millis = Date.now()): string {
  const now = Math.floor(millis / 1_000);
  if (now !== second) {
    second = now;
    secondHex = now.toString(16).padStart(8, "0");
  }
  if (randomness === undefined) return secondHex + randomHex(12) + randomHex(12);
  return secondHex + randomHex(24 - RANDOMNESS_DIGITS) + randomnessHex(randomness);
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
