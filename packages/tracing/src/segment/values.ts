import type { HrTime } from "@opentelemetry/api";

/** The value if it is a non-empty string. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The start of a text, at most `length` UTF-16 units, never half a character. */
export function cut(value: string, length: number): string {
  if (value.length <= length) return value;
  const last = value.charCodeAt(length - 1);
  return value.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

/** The value if it is a whole number of at least `least`; numeric strings are accepted. */
export function whole(value: unknown, least: number): number | undefined {
  const n = num(value);
  return n !== undefined && Number.isSafeInteger(n) && n >= least ? n : undefined;
}

/** The value as a number; numeric strings are accepted. */
export function num(value: unknown): number | undefined {
  const n = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof n === "number" && Number.isFinite(n) ? n : undefined;
}

/** The first of the named attributes that is a non-empty string. */
export function firstText(attributes: Readonly<Record<string, unknown>>, ...keys: string[]): string | undefined {
  for (const key of keys) {
    const value = text(attributes[key]);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** A copy without the members that are undefined; undefined when nothing is left. */
export function compact<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T | undefined {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as T);
}

/** Seconds since the epoch with microseconds, the precision of a double. */
export function seconds([whole, nanos]: HrTime): number {
  return (whole * 1_000_000 + Math.round(nanos / 1_000)) / 1_000_000;
}

let lastWhole = -1;
let lastText = "";

/** The same as decimal text. Reuses the last one's leading digits: V8 formats fractions many times slower. */
export function secondsText([whole, nanos]: HrTime): string {
  const micros = Math.round(nanos / 1_000);
  if (micros === 1_000_000) return secondsText([whole + 1, 0]);
  if (whole !== lastWhole) {
    lastText = `${whole}.`;
    lastWhole = whole;
  }
  return lastText + String(1_000_000 + micros).slice(1);
}
